namespace Orchestry.Core.Journal;

/// <summary>Begins a journal for each term of office.</summary>
public interface IJournalFactory
{
    /// <summary>A journal whose writes carry the term.</summary>
    IJournal Begin(long term);

    /// <summary>
    /// A journal for a play: its appends go the whole way of real ones and are refused at the end of it by the store, as those of a term before all
    /// others, and answered as if they had been written. What the way needs, such as a connection, stays ready for the real one.
    /// </summary>
    IJournal Rehearse();
}

/// <summary>
/// How a leader makes changes durable during one term of office. Concurrent appends share transactions. Disposing it commits what is queued
/// and refuses the rest.
/// </summary>
public interface IJournal : IAsyncDisposable
{
    /// <summary>The term that every write carries.</summary>
    long Term { get; }

    /// <summary>
    /// Raised once per transaction, in commit order, before the callers whose changes are in it are answered: whoever was answered finds
    /// their own write in whatever follows this event. Handlers must be quick: the next transaction waits for them.
    /// </summary>
    event Action<CommittedBatch>? Committed;

    /// <summary>
    /// Completes, with the reason, when this term can write no more: the store has seen a newer one (<see cref="TermPassedException"/>), or it
    /// is not known whether a batch was written (<see cref="OutcomeUnknownException"/>). The node must step down; every later append fails.
    /// Never faults.
    /// </summary>
    Task<StoreException> Over { get; }

    /// <summary>
    /// Appends the changes in order, all or none, durably. Throws <see cref="StoreException"/>, having written nothing, when the store
    /// refuses. Cancelling takes the changes back only while they still wait; once they are in a transaction it is ignored.
    /// </summary>
    /// <param name="changes">One or more.</param>
    /// <param name="show">
    /// Shows what the changes have made, given the revision of the first of them. Called once they are durable, one append after the other in the order of
    /// the journal, and before <see cref="Committed"/>: whoever sees a revision finds all that was written up to it. Must be quick, as handlers must.
    /// </param>
    /// <param name="cancellationToken">Takes the changes back while they wait.</param>
    /// <returns>The revision of the first change; change i has the revision first + i.</returns>
    Task<long> AppendAsync(IReadOnlyList<Change> changes, Action<long>? show, CancellationToken cancellationToken);
}

/// <summary>Appends that show nothing.</summary>
public static class JournalExtensions
{
    /// <inheritdoc cref="IJournal.AppendAsync"/>
    public static Task<long> AppendAsync(this IJournal journal, IReadOnlyList<Change> changes, CancellationToken cancellationToken) =>
        journal.AppendAsync(changes, null, cancellationToken);
}
