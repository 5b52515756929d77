using System.Text.Json;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Settings;
using Orchestry.Http.Bodies;

namespace Orchestry.Http.Orchestry.Config;

/// <summary>A change of the configuration as its body writes it. The bounds are those of <see cref="TunableConfig"/>.</summary>
internal static class ConfigPatchParser
{
    private const int Day = 86_400;

    public static ConfigPatch Parse(JsonElement? body, List<Violation> violations)
    {
        var root = ObjectReader.Of(body, violations);
        var scaling = root.Object("scaling");
        var health = root.Object("health");
        var patch = new ConfigPatch(
            ScalingCheckInterval: scaling.Integer("default_check_interval", 1, Day),
            ScalingCooldown: scaling.Integer("default_cooldown", 0, Day),
            MaxConcurrentScales: scaling.Integer("max_concurrent_scales", 1, 100),
            HealthCheckInterval: health.Integer("default_check_interval", 1, Day),
            HealthTimeout: health.Integer("default_timeout", 1, 3600),
            HealthFailureThreshold: health.Integer("default_failure_threshold", 1, 100));
        scaling.RefuseOthers();
        health.RefuseOthers();
        root.RefuseOthers();
        if (violations.Count == 0 && patch == new ConfigPatch())
        {
            violations.Add(new Violation("", "Nothing to change; name at least one setting of scaling or health"));
        }

        return patch;
    }
}
