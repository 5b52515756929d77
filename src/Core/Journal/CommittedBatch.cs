namespace Orchestry.Core.Journal;

/// <summary>
/// One committed transaction. To follow the resources: remove the key of every entry that is a delete, then store
/// <see cref="Resources"/>; a resource that was removed and put again is in both, one that was put and then removed only in the first.
/// </summary>
/// <param name="Entries">What was committed, in order; never empty.</param>
/// <param name="Resources">Each resource the batch left changed, as it is now.</param>
public sealed record CommittedBatch(IReadOnlyList<JournalEntry> Entries, IReadOnlyList<Resource> Resources)
{
    /// <summary>The revision of the store after this batch.</summary>
    public long Revision => Entries[^1].Revision;

    /// <summary>Builds the batch that committing <paramref name="changes"/> from revision <paramref name="first"/> on has made.</summary>
    public static CommittedBatch From(long first, IReadOnlyList<Change> changes)
    {
        var entries = new List<JournalEntry>(changes.Count);
        var resources = new Dictionary<ResourceKey, Resource>();
        foreach (var change in changes)
        {
            var revision = first + entries.Count;
            entries.Add(new JournalEntry(revision, change.Event, change.Mutation?.Key, change.Mutation is Mutation.Delete));
            if (change.Mutation is Mutation.Put put)
            {
                resources[put.Key] = new Resource(put.Key, revision, put.Spec, put.Status);
            }
            else if (change.Mutation is Mutation.Delete delete)
            {
                resources.Remove(delete.Key);
            }
        }

        return new CommittedBatch(entries, [.. resources.Values]);
    }
}
