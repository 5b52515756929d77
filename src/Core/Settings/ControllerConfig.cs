using Orchestry.Core.Orchestration;

namespace Orchestry.Core.Settings;

/// <summary>The controller's configuration as the API shows it; in force since the process started.</summary>
public sealed record ControllerConfig
{
    /// <summary>The product's version.</summary>
    public required string Version { get; init; }

    /// <summary>Address the API listens on.</summary>
    public required string Host { get; init; }

    /// <summary>Port the API listens on.</summary>
    public required int Port { get; init; }

    /// <summary>Processors the controller may use.</summary>
    public required int Workers { get; init; }

    /// <summary>Database server; null for the embedded database.</summary>
    public string? DatabaseHost { get; init; }

    /// <summary>Database port; null for the embedded database.</summary>
    public int? DatabasePort { get; init; }

    /// <summary>Database name, or the embedded database's file name.</summary>
    public required string DatabaseName { get; init; }

    /// <summary>Connections kept to the database.</summary>
    public required int DatabasePoolSize { get; init; }

    /// <summary>The part that can be changed through the API.</summary>
    public required TunableConfig Tunable { get; init; }
}

/// <summary>The settings that can be changed through the API. A change takes effect at the next start.</summary>
public sealed record TunableConfig
{
    /// <summary>Seconds between two scaling decisions, 1 to 86400.</summary>
    public int ScalingCheckInterval { get; init; } = 30;

    /// <summary>Seconds of cooldown where a policy names none, 0 to 86400.</summary>
    public int ScalingCooldown { get; init; } = 180;

    /// <summary>Applications that may scale at the same time, 1 to 100.</summary>
    public int MaxConcurrentScales { get; init; } = 3;

    /// <summary>Seconds between probes of an application without a health check of its own, 1 to 86400.</summary>
    public int HealthCheckInterval { get; init; } = 10;

    /// <summary>Seconds a probe may take for an application without a health check of its own, 1 to 3600.</summary>
    public int HealthTimeout { get; init; } = 5;

    /// <summary>Failures in a row that make a replica unhealthy, for an application without a health check of its own, 1 to 100.</summary>
    public int HealthFailureThreshold { get; init; } = 3;
}

/// <summary>A change to some of the settings; null keeps a value.</summary>
public sealed record ConfigPatch(
    int? ScalingCheckInterval = null, int? ScalingCooldown = null, int? MaxConcurrentScales = null,
    int? HealthCheckInterval = null, int? HealthTimeout = null, int? HealthFailureThreshold = null);

/// <summary>Reads and changes the controller's configuration.</summary>
public interface IControllerConfig
{
    /// <summary>What is in force.</summary>
    ControllerConfig Current { get; }

    /// <summary>Stores a change, in force from the next start on. Refuses values out of range, all of them at once.</summary>
    /// <returns>The configuration that the next start will find.</returns>
    Task<Outcome<ControllerConfig>> UpdateAsync(ConfigPatch patch, CancellationToken cancellationToken);
}
