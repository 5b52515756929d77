using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Orchestry.Core.Apps;
using Orchestry.Core.Journal;
using Orchestry.Core.Scaling.Explained;

namespace Orchestry.Core.Scaling;

/// <summary>The journal's words for policies and for what the autoscaler does.</summary>
internal static class ScalingEvents
{
    private const string Component = "autoscaler";

    public static EventRecord PolicyChanged(string app, ScalingPolicy before, ScalingPolicy after, DateTimeOffset now)
    {
        var details = Differences(before, after);
        var fields = string.Join(", ", details["new"]!.AsObject().Select(f => f.Key));
        return Tell(app, EventType.Config, "api", "ScalingPolicyChanged", $"Scaling policy changed by request: {fields}", now, details);
    }

    public static EventRecord OverrideGone(string app, ScalingPolicy before, ScalingPolicy after, DateTimeOffset now) => Tell(
        app, EventType.Config, "api", "ScalingPolicyChanged",
        "The specification's scaling section has changed: it is in force instead of the policy set by request", now, Differences(before, after));

    public static string BoundsReason(int from, int to) => to > from ? $"The policy asks for at least {to}" : $"The policy allows at most {to}";

    public static EventRecord BroughtInside(AppRecord record, int to, DateTimeOffset now) => Tell(
        record.Name, EventType.Scaling, Component, to > record.Replicas ? "ScaledOut" : "ScaledIn",
        $"Scaled from {record.Replicas} to {ScalingWords.Replicas(to)} because the policy {(to > record.Replicas ? "asks for at least" : "allows at most")} {to}", now,
        Replicas(record.Replicas, to, to > record.Replicas ? ScalingTriggers.BelowMin : ScalingTriggers.AboveMax));

    public static EventRecord AutoScaled(string app, ScalingDecision decided, DateTimeOffset now)
    {
        var details = Replicas(decided.From, decided.To, decided.Trigger);
        foreach (var factor in decided.Factors.Where(f => f.Observed is not null))
        {
            details[FieldOf(factor.Metric)] = Math.Round(factor.Observed!.Value, 1);
        }

        var factors = new JsonObject();
        foreach (var factor in decided.Factors.Where(f => f.Factor is not null))
        {
            factors[factor.Metric] = Math.Round(factor.Factor!.Value, 3);
        }

        details["factors"] = factors;
        details["reason"] = decided.Reason;
        var (reason, message) = decided switch
        {
            { Trigger: ScalingTriggers.RequestWaiting } => ("Woken", $"Woken: scaled from 0 to {ScalingWords.Replicas(decided.To)} due to a waiting request"),
            { To: 0 } => ("ScaledToZero", $"Scaled from {decided.From} to 0 replicas because nobody asks for it"),
            { Action: ScalingAction.ScaleOut } => ("ScaledOut", Scaled(decided)),
            _ => ("ScaledIn", Scaled(decided)),
        };
        return Tell(app, EventType.Scaling, Component, reason, message, now, details);
    }

    /// <summary>What the autoscaler made of the load since it last told.</summary>
    public static EventRecord Explained(string app, DecisionBatch batch, DateTimeOffset now) => new()
    {
        Type = EventType.Decision,
        Component = Component,
        Reason = "ScalingExplained",
        Application = app,
        Message = batch.Entries[^1].Reason,
        Details = DecisionJson.Write(batch),
        At = now,
    };

    private static string Scaled(ScalingDecision decided) =>
        $"Scaled from {decided.From} to {ScalingWords.Replicas(decided.To)} due to {decided.Trigger switch
        {
            ScalingTriggers.CpuHigh => "high CPU usage",
            ScalingTriggers.MemoryHigh => "high memory usage",
            ScalingTriggers.RpsHigh => "a high request rate",
            ScalingTriggers.LatencyHigh => "high latency",
            ScalingTriggers.ConnectionsHigh => "a high number of connections",
            ScalingTriggers.BelowMin => "the policy's minimum",
            ScalingTriggers.AboveMax => "the policy's maximum",
            _ => "low load",
        }}";

    private static string FieldOf(string metric) => metric switch
    {
        "cpu" => "cpu_percent",
        "memory" => "memory_percent",
        "latency" => "latency_p95_ms",
        "connections" => "connections_per_replica",
        _ => "rps_per_replica",
    };

    private static JsonObject Replicas(int before, int after, string trigger) =>
        new() { ["previous_replicas"] = before, ["new_replicas"] = after, ["trigger"] = trigger };

    /// <summary>What differs between two policies: <c>{previous: {…}, new: {…}}</c> in the API's words.</summary>
    private static JsonObject Differences(ScalingPolicy before, ScalingPolicy after)
    {
        var (previous, next) = (Fields(before), Fields(after));
        foreach (var same in previous.Select(f => f.Key).Where(f => JsonNode.DeepEquals(previous[f], next[f])).ToArray())
        {
            previous.Remove(same);
            next.Remove(same);
        }

        return new JsonObject { ["previous"] = previous, ["new"] = next };
    }

    private static JsonObject Fields(ScalingPolicy policy) =>
        JsonSerializer.SerializeToNode(ScalingPolicyPatch.Of(policy), ScalingWireContext.Default.ScalingPolicyPatch)!.AsObject();

    private static EventRecord Tell(
        string app, EventType type, string component, string reason, string message, DateTimeOffset now, JsonObject details) => new()
        {
            Type = type,
            Component = component,
            Reason = reason,
            Application = app,
            Message = message,
            Details = details.ToJsonString(JsonSerializerOptions.Default),
            At = now,
        };
}

/// <summary>Policies in the API's words, for details of events.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(ModeWords)])]
[JsonSerializable(typeof(ScalingPolicyPatch))]
internal sealed partial class ScalingWireContext : JsonSerializerContext;

internal sealed class ModeWords() : JsonStringEnumConverter<ScalingMode>(JsonNamingPolicy.SnakeCaseLower);
