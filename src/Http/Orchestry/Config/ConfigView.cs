using Orchestry.Contracts.Config;
using Orchestry.Core.Settings;

namespace Orchestry.Http.Orchestry.Config;

/// <summary>The configuration as the API shows it.</summary>
internal static class ConfigView
{
    public static ConfigBody Of(ControllerConfig config) => new(
        config.Version,
        new ControllerSection(config.Host, config.Port, config.Workers),
        new DatabaseSection(config.DatabaseHost, config.DatabasePort, config.DatabaseName, config.DatabasePoolSize),
        new ScalingSection(config.Tunable.ScalingCheckInterval, config.Tunable.ScalingCooldown, config.Tunable.MaxConcurrentScales),
        new HealthSection(config.Tunable.HealthCheckInterval, config.Tunable.HealthTimeout, config.Tunable.HealthFailureThreshold));
}
