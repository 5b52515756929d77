using System.Collections.Immutable;

namespace Orchestry.Core.Cluster;

/// <summary>Who is in the cluster and who leads it, as the shared database shows it.</summary>
public interface IMembership
{
    /// <summary>
    /// Gives a sign of life of this node and reads what is there. Throws <see cref="Journal.StoreException"/> when the database does not answer
    /// in time; that says nothing about who leads.
    /// </summary>
    Task<ClusterReading> BeatAsync(CancellationToken cancellationToken);

    /// <summary>Takes this node out of the list, for an orderly stop. Throws <see cref="Journal.StoreException"/>.</summary>
    Task LeaveAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Completes when the leadership may have changed since the last call, or after <paramref name="atMost"/>. Never throws for a database
    /// that is away: it then takes its time.
    /// </summary>
    Task WaitForChangeAsync(TimeSpan atMost, CancellationToken cancellationToken);
}

/// <summary>What the shared database shows at one moment.</summary>
/// <param name="Lease">The last lease there was; null before the first. It may have expired or been given back.</param>
/// <param name="Remaining">How long it is still valid; zero or less when it is not.</param>
/// <param name="Nodes">Every known node, by id.</param>
public sealed record ClusterReading(Lease? Lease, TimeSpan Remaining, ImmutableArray<NodeStatus> Nodes);
