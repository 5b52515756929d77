namespace Orchestry.Core.Journal;

/// <summary>How a leader makes changes durable during one term of office. Concurrent appends share transactions.</summary>
public interface IJournal
{
    /// <summary>The term that every write carries.</summary>
    long Term { get; }

    /// <summary>
    /// Raised once per transaction, in commit order, before the callers whose changes are in it are answered: whoever was answered finds
    /// their own write in whatever follows this event. Handlers must be quick: the next transaction waits for them.
    /// </summary>
    event Action<CommittedBatch>? Committed;

    /// <summary>Raised once, when the store has seen a newer term: this node must step down. Every later append fails.</summary>
    event Action<TermPassedException>? TermPassed;

    /// <summary>
    /// Appends the changes in order, all or none, durably. Throws <see cref="StoreException"/>, having written nothing, when the store
    /// refuses. Cancelling takes the changes back only while they still wait; once they are in a transaction it is ignored.
    /// </summary>
    /// <param name="changes">One or more.</param>
    /// <param name="cancellationToken">Takes the changes back while they wait.</param>
    /// <returns>The revision of the first change; change i has the revision first + i.</returns>
    Task<long> AppendAsync(IReadOnlyList<Change> changes, CancellationToken cancellationToken);
}
