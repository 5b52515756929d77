using Orchestry.Core.Engine;
using Orchestry.Core.Health;

namespace Orchestry.Actors.Health;

/// <summary>Asks one replica whether it is well.</summary>
internal interface IReplicaProbe
{
    /// <summary>Probes once, within the check's time-out. A replica that does not answer is an outcome, not an exception.</summary>
    Task<ProbeOutcome> CheckAsync(ProbeTarget target, HealthCheckSpec check, CancellationToken cancellationToken);
}

/// <summary>What to probe.</summary>
/// <param name="Container">The container.</param>
/// <param name="Address">Its address on the application network; null when it has none.</param>
/// <param name="Name">The replica's name.</param>
internal sealed record ProbeTarget(ContainerId Container, string? Address, string Name);
