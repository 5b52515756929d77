using Orchestry.Core.Ingress;

namespace Orchestry.Core.Health;

/// <summary>Asks the parts the controller stands on whether they are well.</summary>
public interface ISystemProbe
{
    /// <summary>Asks all parts at once; each has two seconds to answer. Never throws for an ill part.</summary>
    Task<SystemHealth> CheckAsync(CancellationToken cancellationToken);
}

/// <summary>The controller and its parts at one moment.</summary>
/// <param name="Uptime">Since the process started serving.</param>
/// <param name="Database">The store.</param>
/// <param name="DatabaseResponseMs">How long the store took to answer, in milliseconds; null when it did not.</param>
/// <param name="Engine">The container engine.</param>
/// <param name="ContainersRunning">Containers of this cluster that run; null when the engine did not answer.</param>
public sealed record SystemHealth(
    TimeSpan Uptime, ComponentHealth Database, double? DatabaseResponseMs, ComponentHealth Engine, int? ContainersRunning)
{
    /// <summary>What brings requests to the applications, on this node.</summary>
    public IngressState Ingress { get; init; } = new(IngressMode.None, 0);
}

/// <summary>One part.</summary>
/// <param name="IsHealthy">Whether it answers.</param>
/// <param name="Error">What is wrong; null when nothing is.</param>
public sealed record ComponentHealth(bool IsHealthy, string? Error);
