namespace Orchestry.Core.Journal;

/// <summary>Finding one entry of the journal.</summary>
public static class JournalLookup
{
    /// <summary>The entry of a revision; null: there is none, or none any more. Throws <see cref="StoreException"/>.</summary>
    public static async Task<JournalEntry?> FindEntryAsync(this IStore store, long revision, CancellationToken cancellationToken) =>
        (await store.ReadJournalAsync(revision - 1, 1, cancellationToken)).FirstOrDefault(entry => entry.Revision == revision);
}
