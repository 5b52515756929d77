namespace Orchestry.Core.Journal;

/// <summary>
/// The durable truth: resources and the journal of every change to them. One writer at a time (the leader), any number of readers.
/// A broken or unreachable database throws <see cref="StoreException"/>.
/// </summary>
public interface IStore : IEventReader, IAsyncDisposable
{
    /// <summary>
    /// Opens the database, creating or migrating its schema. Refuses a schema newer than this program knows
    /// (<see cref="StoreException"/> that names both versions and what to do).
    /// </summary>
    Task OpenAsync(CancellationToken cancellationToken);

    /// <summary>Every resource, with the journal's last revision at that same moment.</summary>
    Task<StoreSnapshot> LoadAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Commits the changes in order, all or none, durably: when this returns they survive the death of the process and of the machine.
    /// Each gets the next revision: no gaps, commit order. Throws <see cref="TermPassedException"/>, having written nothing, when
    /// <paramref name="term"/> is older than the highest term the store has seen, and <see cref="OutcomeUnknownException"/> when the connection
    /// broke or the database fell silent before it said whether it committed.
    /// </summary>
    /// <returns>The revision of the first change; change i has the revision first + i.</returns>
    Task<long> CommitAsync(IReadOnlyList<Change> changes, long term, CancellationToken cancellationToken);

    /// <summary>Journal entries after a revision, oldest first, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<JournalEntry>> ReadJournalAsync(long afterRevision, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Completes when the journal may have grown since the last call, or after <paramref name="atMost"/>. A hint that saves polling: the
    /// revisions of <see cref="ReadJournalAsync"/> are the truth. Never throws for a database that is away.
    /// </summary>
    Task WaitForChangeAsync(TimeSpan atMost, CancellationToken cancellationToken);

    /// <summary>One resource as it is now, or null.</summary>
    Task<Resource?> FindAsync(ResourceKey key, CancellationToken cancellationToken);

    /// <summary>Deletes events older than a time; resources and the revision counter are untouched.</summary>
    /// <returns>How many were deleted.</returns>
    Task<long> PruneEventsAsync(DateTimeOffset olderThan, CancellationToken cancellationToken);

    /// <summary>Asks the database something trivial, to learn whether it answers.</summary>
    Task PingAsync(CancellationToken cancellationToken);
}
