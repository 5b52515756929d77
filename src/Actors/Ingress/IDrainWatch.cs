using Orchestry.Core.Replicas;

namespace Orchestry.Actors.Ingress;

/// <summary>Knows when a replica that has left the routes is without requests, on every node.</summary>
internal interface IDrainWatch
{
    /// <summary>
    /// Waits until every node goes by routes without the replica and none has a request of it under way, or until its time is over. A node that
    /// gives no sign of life is not waited for. Fails only by cancellation.
    /// </summary>
    /// <param name="replica">The replica.</param>
    /// <param name="revision">The journal revision at which it left the routes.</param>
    /// <param name="atMost">The time it has.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<DrainReport> WaitAsync(ReplicaId replica, long revision, TimeSpan atMost, CancellationToken cancellationToken);
}
