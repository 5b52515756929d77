namespace Orchestry.Core.Journal;

/// <summary>One step of the journal: an event, and the mutation of a resource that it tells of, if any.</summary>
/// <param name="Event">What happened, for people and for followers.</param>
/// <param name="Mutation">The resource's new state, or its end; null for an event alone.</param>
public sealed record Change(EventRecord Event, Mutation? Mutation = null);

/// <summary>What a change does to a resource.</summary>
public abstract record Mutation(ResourceKey Key)
{
    /// <summary>Creates the resource or replaces it whole.</summary>
    public sealed record Put(ResourceKey Key, string Spec, string? Status) : Mutation(Key);

    /// <summary>Removes the resource; removing a missing one is allowed.</summary>
    public sealed record Delete(ResourceKey Key) : Mutation(Key);
}

/// <summary>A committed change.</summary>
/// <param name="Revision">Its place in the journal.</param>
/// <param name="Event">What happened.</param>
/// <param name="Key">The resource it touched, if any.</param>
/// <param name="IsDelete">Whether it removed that resource.</param>
public sealed record JournalEntry(long Revision, EventRecord Event, ResourceKey? Key, bool IsDelete);
