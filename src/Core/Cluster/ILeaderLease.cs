namespace Orchestry.Core.Cluster;

/// <summary>
/// How a node comes to lead. At any moment at most one node of a cluster holds an office that has not ended, and every office has a higher
/// term than all before it.
/// </summary>
public interface ILeaderLease
{
    /// <summary>
    /// Waits, as long as it takes, until this node may lead, and takes office. A database that does not answer only makes it wait longer.
    /// From the moment this returns no older term can write any more.
    /// </summary>
    Task<IOffice> AcquireAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Takes and gives back an office on a stage, so that the real thing is quick: no lease, term or lock of the cluster is touched. Throws
    /// <see cref="Journal.StoreException"/> when the database can't be asked.
    /// </summary>
    Task RehearseAsync(CancellationToken cancellationToken);
}

/// <summary>One node's term of office.</summary>
public interface IOffice : IAsyncDisposable
{
    /// <summary>Its term; every write carries it.</summary>
    long Term { get; }

    /// <summary>
    /// Completes, with the reason in one sentence, when this node must not act as the leader any more: it was deposed, it could not renew
    /// its lease before its own deadline, which is earlier than the one others see, or it lost the lock. Never fails.
    /// </summary>
    Task<string> Ended { get; }

    /// <summary>
    /// Whether this node may act as the leader at this very moment, by its own monotonic clock. A process that was frozen learns here that its time
    /// is over, before <see cref="Ended"/> has had a chance to say so.
    /// </summary>
    bool IsInForce => !Ended.IsCompleted;

    /// <summary>
    /// Hands over: this office has <see cref="Ended"/> at once, and then another node may take office. To be called when no more work is taken. A
    /// database that can't be told is no error: the lease then ends by itself. Disposing does the same.
    /// </summary>
    Task ReleaseAsync(CancellationToken cancellationToken);
}
