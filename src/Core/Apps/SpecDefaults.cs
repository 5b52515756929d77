namespace Orchestry.Core.Apps;

/// <summary>Defaults of a specification that come from the controller's settings instead of the format itself.</summary>
public sealed record SpecDefaults
{
    /// <summary>The defaults of an unconfigured controller.</summary>
    public static SpecDefaults Standard { get; } = new();

    /// <summary>Pause between probes of an application without a <c>healthCheck</c> of its own.</summary>
    public TimeSpan HealthPeriod { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time a probe may take for an application without a <c>healthCheck</c> of its own.</summary>
    public TimeSpan HealthTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Failures in a row that make a replica unhealthy, for an application without a <c>healthCheck</c> of its own.</summary>
    public int HealthFailureThreshold { get; init; } = 3;

    /// <summary>Seconds of cooldown of a policy that names none.</summary>
    public int CooldownSeconds { get; init; } = 180;
}
