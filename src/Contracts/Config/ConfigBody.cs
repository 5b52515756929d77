namespace Orchestry.Contracts.Config;

/// <summary>Answer of <c>GET /api/v1/config</c>: what is in force since the process started.</summary>
public sealed record ConfigBody(
    string Version, ControllerSection Controller, DatabaseSection Database, ScalingSection Scaling, HealthSection Health);

/// <summary>Where the API listens, and the processors the controller may use.</summary>
public sealed record ControllerSection(string Host, int Port, int Workers);

/// <summary>The store; host and port are null for the embedded database.</summary>
public sealed record DatabaseSection(string? Host, int? Port, string Name, int PoolSize);

/// <summary>Scaling. Intervals and cooldown are in seconds.</summary>
public sealed record ScalingSection(int DefaultCheckInterval, int DefaultCooldown, int MaxConcurrentScales);

/// <summary>Health. Interval and timeout are in seconds.</summary>
public sealed record HealthSection(int DefaultCheckInterval, int DefaultTimeout, int DefaultFailureThreshold);

/// <summary>Body of <c>PUT /api/v1/config</c>: only what is to change.</summary>
public sealed record ConfigChange(ScalingChange? Scaling = null, HealthChange? Health = null);

/// <summary>
/// Changes to scaling; what is left out keeps its value. Check interval 1 to 86400 s, cooldown 0 to 86400 s, concurrent scales 1 to 100.
/// </summary>
public sealed record ScalingChange(int? DefaultCheckInterval = null, int? DefaultCooldown = null, int? MaxConcurrentScales = null);

/// <summary>
/// Changes to health; what is left out keeps its value. Check interval 1 to 86400 s, timeout 1 to 3600 s, failure threshold 1 to 100.
/// </summary>
public sealed record HealthChange(int? DefaultCheckInterval = null, int? DefaultTimeout = null, int? DefaultFailureThreshold = null);

/// <summary>Answer of <c>PUT /api/v1/config</c>: the configuration that the next start will find.</summary>
public sealed record ConfigChangedReply(string Message, bool RestartRequired, ConfigBody Config);
