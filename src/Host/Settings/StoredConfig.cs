using System.Text.Json;
using System.Text.Json.Serialization;
using Orchestry.Core.Journal;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Settings;

namespace Orchestry.Host.Settings;

/// <summary>
/// The part of the configuration that the API changes: kept in the store, read when the process starts, where it wins over file,
/// environment and command line, since it was said last.
/// </summary>
internal sealed class StoredConfig(
    ControllerConfig inForce, TunableConfig fromSettings, IStore store, ILeaderJournal leader, TimeProvider clock)
    : IControllerConfig, IDisposable
{
    private static readonly ResourceKey Key = new("settings", ResourceKey.DefaultNamespace, "controller");
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);

    public ControllerConfig Current => inForce;

    /// <summary>The stored part, or what the settings say where nothing was stored.</summary>
    public static TunableConfig Read(StoreSnapshot stored, TunableConfig fromSettings) =>
        Read(stored.Resources.FirstOrDefault(r => r.Key == Key), fromSettings);

    public async Task<Outcome<ControllerConfig>> UpdateAsync(ConfigPatch patch, CancellationToken cancellationToken)
    {
        var violations = new List<Violation>();
        Check(violations, "scaling.default_check_interval", patch.ScalingCheckInterval, 1, 86400);
        Check(violations, "scaling.default_cooldown", patch.ScalingCooldown, 0, 86400);
        Check(violations, "scaling.max_concurrent_scales", patch.MaxConcurrentScales, 1, 100);
        Check(violations, "health.default_check_interval", patch.HealthCheckInterval, 1, 86400);
        Check(violations, "health.default_timeout", patch.HealthTimeout, 1, 3600);
        Check(violations, "health.default_failure_threshold", patch.HealthFailureThreshold, 1, 100);
        if (violations.Count > 0)
        {
            return Refusal.Of(RefusalKind.ValidationFailed, violations);
        }

        if (leader.Current is not { } journal)
        {
            return new Refusal(RefusalKind.NotLeader, "This node does not lead; nothing was changed");
        }

        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            // From the store: an earlier leader may have changed it since this node started.
            var before = Read(await store.FindAsync(Key, cancellationToken), fromSettings);
            var next = new TunableConfig
            {
                ScalingCheckInterval = patch.ScalingCheckInterval ?? before.ScalingCheckInterval,
                ScalingCooldown = patch.ScalingCooldown ?? before.ScalingCooldown,
                MaxConcurrentScales = patch.MaxConcurrentScales ?? before.MaxConcurrentScales,
                HealthCheckInterval = patch.HealthCheckInterval ?? before.HealthCheckInterval,
                HealthTimeout = patch.HealthTimeout ?? before.HealthTimeout,
                HealthFailureThreshold = patch.HealthFailureThreshold ?? before.HealthFailureThreshold,
            };
            if (next != before)
            {
                var document = JsonSerializer.Serialize(next, StoredConfigContext.Default.TunableConfig);
                await journal.AppendAsync([new Change(Changed(), new Mutation.Put(Key, document, null))], cancellationToken);
            }

            return inForce with { Tunable = next };
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public void Dispose() => _oneAtATime.Dispose();

    private static TunableConfig Read(Resource? resource, TunableConfig fromSettings) => resource is null
        ? fromSettings
        : JsonSerializer.Deserialize(resource.Spec, StoredConfigContext.Default.TunableConfig) ?? fromSettings;

    private EventRecord Changed() => new()
    {
        Type = EventType.Config,
        Component = "api",
        Reason = "ConfigChanged",
        Message = "Configuration changed; it takes effect at the next start",
        At = clock.GetUtcNow(),
    };

    private static void Check(List<Violation> violations, string field, int? value, int least, int most)
    {
        if (value is { } set && (set < least || set > most))
        {
            violations.Add(new Violation(field, $"{set} is not between {least} and {most}"));
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TunableConfig))]
internal sealed partial class StoredConfigContext : JsonSerializerContext;
