using Orchestry.Core.Cluster;

namespace Orchestry.Storage.Sqlite;

/// <summary>A cluster of one: this node, always healthy. There is no lease to see.</summary>
public sealed class SoleMembership(ClusterNode self, string version, TimeProvider time) : IMembership
{
    /// <inheritdoc/>
    public Task<ClusterReading> BeatAsync(CancellationToken cancellationToken) => Task.FromResult(
        new ClusterReading(null, TimeSpan.Zero, [new NodeStatus(self, version, time.GetUtcNow(), IsHealthy: true)]));

    /// <inheritdoc/>
    public Task LeaveAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task WaitForChangeAsync(TimeSpan atMost, CancellationToken cancellationToken) => Task.Delay(atMost, time, cancellationToken);
}
