using System.Text.Json;
using System.Text.Json.Serialization;
using Orchestry.Core.Scaling.Schedules;

namespace Orchestry.Core.Scaling;

/// <summary>The stored form of a policy.</summary>
public static class ScalingPolicyJson
{
    /// <summary>A policy as JSON, whole, so that a later change of the defaults does not change it.</summary>
    public static string Write(ScalingPolicy policy) =>
        JsonSerializer.Serialize(ScalingPolicyPatch.Of(policy), ScalingPolicyContext.Default.ScalingPolicyPatch);

    /// <summary>A stored policy. What an older version did not write takes its default; what a newer one has added is passed over.</summary>
    /// <exception cref="JsonException">It is not one of ours.</exception>
    public static ScalingPolicy Read(string json)
    {
        var stored = JsonSerializer.Deserialize(json, ScalingPolicyContext.Default.ScalingPolicyPatch) ?? throw new JsonException("A scaling policy is stored as null.");
        return stored.Over(ScalingPolicy.Default) with { Schedules = [.. (stored.Schedules ?? []).Select(Schedule)] };
    }

    // Not judged again: a node without the zones of another still has to read what that one stored.
    private static ScalingSchedule Schedule(ScheduleText text)
    {
        if (!CronExpression.TryParse(text?.Cron ?? "", out var cron, out var problem))
        {
            throw new JsonException($"A stored schedule's cron {problem}.");
        }

        return new ScalingSchedule
        {
            Name = text?.Name,
            Cron = cron,
            DurationSeconds = text?.DurationSeconds ?? throw new JsonException("A stored schedule has no duration."),
            TimeZone = text.TimeZone ?? "UTC",
            MinReplicas = text.MinReplicas,
            MaxReplicas = text.MaxReplicas,
        };
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip)]
[JsonSerializable(typeof(ScalingPolicyPatch))]
internal sealed partial class ScalingPolicyContext : JsonSerializerContext;
