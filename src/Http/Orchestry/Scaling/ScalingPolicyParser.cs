using System.Text.Json;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Scaling;
using Orchestry.Core.Scaling.Schedules;
using Orchestry.Http.Bodies;

namespace Orchestry.Http.Orchestry.Scaling;

/// <summary>A change of a scaling policy as a body writes it: types and ranges. What must fit together is judged on the policy it changes.</summary>
internal static class ScalingPolicyParser
{
    private const int LongestText = 200;

    /// <summary>The body of a change, which must change something.</summary>
    public static ScalingPolicyPatch ParseChange(JsonElement? body, List<Violation> violations)
    {
        var fields = ObjectReader.Of(body, violations);
        var patch = Parse(fields);
        if (violations.Count == 0 && patch == new ScalingPolicyPatch())
        {
            violations.Add(new Violation("", "Nothing to change; name at least one field of the policy"));
        }

        return patch;
    }

    public static ScalingPolicyPatch Parse(ObjectReader fields)
    {
        var patch = new ScalingPolicyPatch
        {
            Mode = (ScalingMode?)fields.Word("mode", ScalingView.Modes),
            MinReplicas = Integer("min_replicas", ScalingRanges.MinReplicas),
            MaxReplicas = Integer("max_replicas", ScalingRanges.MaxReplicas),
            TargetRpsPerReplica = Integer("target_rps_per_replica", ScalingRanges.TargetRps),
            MaxP95LatencyMs = Integer("max_p95_latency_ms", ScalingRanges.Latency),
            MaxCpuPercent = fields.Number("max_cpu_percent", ScalingRanges.Percent.Least, ScalingRanges.Percent.Most),
            MaxMemoryPercent = fields.Number("max_memory_percent", ScalingRanges.Percent.Least, ScalingRanges.Percent.Most),
            MaxConnPerReplica = Integer("max_conn_per_replica", ScalingRanges.Connections),
            ScaleOutThresholdPct = Integer("scale_out_threshold_pct", ScalingRanges.Percent),
            ScaleInThresholdPct = Integer("scale_in_threshold_pct", ScalingRanges.Percent),
            WindowSeconds = Integer("window_seconds", ScalingRanges.Window),
            CooldownSeconds = Integer("cooldown_seconds", ScalingRanges.Cooldown),
            MaxScaleOutStep = Integer("max_scale_out_step", ScalingRanges.Step),
            MaxScaleInStep = Integer("max_scale_in_step", ScalingRanges.Step),
            StabilizationWindowSeconds = Integer("stabilization_window_seconds", ScalingRanges.Stabilization),
            ScaleToZeroAfterSeconds = Integer("scale_to_zero_after_seconds", ScalingRanges.ScaleToZeroAfter),
            Schedules = fields.Items("schedules", ScalingSchedule.MaxCount)?.Select(Schedule).ToArray(),
        };
        fields.RefuseOthers();
        return patch;

        int? Integer(string name, (int Least, int Most) range) => fields.Integer(name, range.Least, range.Most);
    }

    private static ScheduleText Schedule(ObjectReader fields)
    {
        var schedule = new ScheduleText
        {
            Name = fields.Text("name", LongestText),
            Cron = fields.Text("cron", LongestText),
            DurationSeconds = fields.Integer("duration_seconds", ScalingRanges.Duration.Least, ScalingRanges.Duration.Most),
            TimeZone = fields.Text("time_zone", LongestText),
            MinReplicas = fields.Integer("min_replicas", ScalingRanges.MinReplicas.Least, ScalingRanges.MinReplicas.Most),
            MaxReplicas = fields.Integer("max_replicas", ScalingRanges.MaxReplicas.Least, ScalingRanges.MaxReplicas.Most),
        };
        fields.RefuseOthers();
        return schedule;
    }
}
