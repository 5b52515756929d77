using System.Text.Json;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Scaling;
using Orchestry.Http.Bodies;
using Orchestry.Http.Orchestry.Scaling;

namespace Orchestry.Http.Legacy;

/// <summary>Reads <c>{"policy": {...}}</c>, whose fields are named as in a specification.</summary>
internal static class LegacyPolicyParser
{
    public static ScalingPolicyPatch Parse(JsonElement? body, List<Violation> violations)
    {
        var document = ObjectReader.Of(body, violations);
        var fields = document.Object("policy");
        var patch = new ScalingPolicyPatch
        {
            Mode = (ScalingMode?)fields.Word("mode", ScalingView.Modes),
            MinReplicas = Integer("minReplicas", ScalingRanges.MinReplicas),
            MaxReplicas = Integer("maxReplicas", ScalingRanges.MaxReplicas),
            TargetRpsPerReplica = Integer("targetRPSPerReplica", ScalingRanges.TargetRps),
            MaxP95LatencyMs = Integer("maxP95LatencyMs", ScalingRanges.Latency),
            MaxCpuPercent = fields.Number("maxCPUPercent", ScalingRanges.Percent.Least, ScalingRanges.Percent.Most),
            MaxMemoryPercent = fields.Number("maxMemoryPercent", ScalingRanges.Percent.Least, ScalingRanges.Percent.Most),
            MaxConnPerReplica = Integer("maxConnPerReplica", ScalingRanges.Connections),
            ScaleOutThresholdPct = Integer("scaleOutThresholdPct", ScalingRanges.Percent),
            ScaleInThresholdPct = Integer("scaleInThresholdPct", ScalingRanges.Percent),
            WindowSeconds = Integer("windowSeconds", ScalingRanges.Window),
            CooldownSeconds = Integer("cooldownSeconds", ScalingRanges.Cooldown),
            MaxScaleOutStep = Integer("maxScaleOutStep", ScalingRanges.Step),
            MaxScaleInStep = Integer("maxScaleInStep", ScalingRanges.Step),
            StabilizationWindowSeconds = Integer("stabilizationWindowSeconds", ScalingRanges.Stabilization),
        };
        fields.RefuseOthers();
        document.RefuseOthers();
        if (violations.Count == 0 && patch == new ScalingPolicyPatch())
        {
            violations.Add(new Violation("policy", "Nothing to change; name at least one field of the policy"));
        }

        return patch;

        int? Integer(string name, (int Least, int Most) range) => fields.Integer(name, range.Least, range.Most);
    }
}
