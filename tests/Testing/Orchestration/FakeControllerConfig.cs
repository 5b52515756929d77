using Orchestry.Core.Orchestration;
using Orchestry.Core.Settings;

namespace Orchestry.Testing.Orchestration;

/// <summary>A configuration that remembers changes for the next start, as the real one does.</summary>
public sealed class FakeControllerConfig : IControllerConfig
{
    /// <inheritdoc/>
    public ControllerConfig Current { get; set; } = new()
    {
        Version = "1.0.0",
        Host = "0.0.0.0",
        Port = 8000,
        Workers = 4,
        DatabaseHost = "orchestry-postgres-primary",
        DatabasePort = 5432,
        DatabaseName = "orchestry",
        DatabasePoolSize = 10,
        Tunable = new TunableConfig(),
    };

    /// <summary>What every change is refused with; null: none is.</summary>
    public Refusal? Refusal { get; set; }

    /// <summary>The last change.</summary>
    public ConfigPatch? Asked { get; private set; }

    /// <summary>Runs when a change has been stored, before it is answered.</summary>
    public Action Stored { get; set; } = () => { };

    /// <inheritdoc/>
    public Task<Outcome<ControllerConfig>> UpdateAsync(ConfigPatch patch, CancellationToken cancellationToken)
    {
        Asked = patch;
        if (Refusal is { } refusal)
        {
            return Task.FromResult<Outcome<ControllerConfig>>(refusal);
        }

        var now = Current.Tunable;
        var next = Current with
        {
            Tunable = new TunableConfig
            {
                ScalingCheckInterval = patch.ScalingCheckInterval ?? now.ScalingCheckInterval,
                ScalingCooldown = patch.ScalingCooldown ?? now.ScalingCooldown,
                MaxConcurrentScales = patch.MaxConcurrentScales ?? now.MaxConcurrentScales,
                HealthCheckInterval = patch.HealthCheckInterval ?? now.HealthCheckInterval,
                HealthTimeout = patch.HealthTimeout ?? now.HealthTimeout,
                HealthFailureThreshold = patch.HealthFailureThreshold ?? now.HealthFailureThreshold,
            },
        };
        Stored();
        return Task.FromResult<Outcome<ControllerConfig>>(next);
    }
}
