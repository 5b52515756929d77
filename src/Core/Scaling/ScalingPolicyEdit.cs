using System.Globalization;
using Orchestry.Core.Apps;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Scaling.Schedules;

namespace Orchestry.Core.Scaling;

/// <summary>Changes a policy. Keeps what was not named; refuses with every broken rule, each by its field of the request.</summary>
public static class ScalingPolicyEdit
{
    /// <summary>The changed policy, or <see cref="RefusalKind.ValidationFailed"/>.</summary>
    /// <param name="policy">The policy in force.</param>
    /// <param name="patch">What to change.</param>
    /// <param name="type">The application's type: only one that serves HTTP can be woken from zero replicas.</param>
    public static Outcome<ScalingPolicy> Apply(ScalingPolicy policy, ScalingPolicyPatch patch, WorkloadType type)
    {
        var violations = new List<Violation>();
        CheckRanges(patch, violations);
        var changed = patch.Over(policy);
        var mayBeZero = changed.Mode != ScalingMode.Auto || type == WorkloadType.Http;
        if (violations.Count == 0)
        {
            CheckPairs(changed, patch, violations);
        }

        if (changed.MinReplicas == 0 && !mayBeZero)
        {
            violations.Add(new Violation("min_replicas", ScheduleRules.ZeroIsForHttp));
        }

        changed = ApplySchedules(changed, patch, mayBeZero, violations);
        return violations.Count == 0 ? changed : Refusal.Of(RefusalKind.ValidationFailed, violations);
    }

    private static void CheckRanges(ScalingPolicyPatch patch, List<Violation> violations)
    {
        if (patch.Mode is { } mode && !Enum.IsDefined(mode))
        {
            violations.Add(new Violation("mode", "must be auto or manual"));
        }

        Check("min_replicas", patch.MinReplicas, ScalingRanges.MinReplicas);
        Check("max_replicas", patch.MaxReplicas, ScalingRanges.MaxReplicas);
        Check("target_rps_per_replica", patch.TargetRpsPerReplica, ScalingRanges.TargetRps);
        Check("max_p95_latency_ms", patch.MaxP95LatencyMs, ScalingRanges.Latency);
        CheckPercent("max_cpu_percent", patch.MaxCpuPercent);
        CheckPercent("max_memory_percent", patch.MaxMemoryPercent);
        Check("max_conn_per_replica", patch.MaxConnPerReplica, ScalingRanges.Connections);
        Check("scale_out_threshold_pct", patch.ScaleOutThresholdPct, ScalingRanges.Percent);
        Check("scale_in_threshold_pct", patch.ScaleInThresholdPct, ScalingRanges.Percent);
        Check("window_seconds", patch.WindowSeconds, ScalingRanges.Window);
        Check("cooldown_seconds", patch.CooldownSeconds, ScalingRanges.Cooldown);
        Check("max_scale_out_step", patch.MaxScaleOutStep, ScalingRanges.Step);
        Check("max_scale_in_step", patch.MaxScaleInStep, ScalingRanges.Step);
        Check("stabilization_window_seconds", patch.StabilizationWindowSeconds, ScalingRanges.Stabilization);
        Check("scale_to_zero_after_seconds", patch.ScaleToZeroAfterSeconds, ScalingRanges.ScaleToZeroAfter);

        void Check(string field, int? value, (int Least, int Most) range) => IsInside(field, value, range, violations);

        void CheckPercent(string field, double? value)
        {
            var (least, most) = ScalingRanges.Percent;
            if (value is { } number && !(number >= least && number <= most))
            {
                violations.Add(new Violation(
                    field, string.Create(CultureInfo.InvariantCulture, $"must be a number from {least} to {most}, not the number {number}")));
            }
        }
    }

    private static void CheckPairs(ScalingPolicy changed, ScalingPolicyPatch patch, List<Violation> violations)
    {
        if (changed.MaxReplicas < changed.MinReplicas)
        {
            violations.Add(patch.MaxReplicas is null
                ? new Violation("min_replicas", $"must be at most max_replicas ({changed.MaxReplicas}, as it was), not {changed.MinReplicas}")
                : new Violation("max_replicas", $"must be at least min_replicas ({changed.MinReplicas}{AsItWas(patch.MinReplicas)}), not {changed.MaxReplicas}"));
        }

        if (changed.ScaleInThresholdPct >= changed.ScaleOutThresholdPct)
        {
            violations.Add(patch.ScaleInThresholdPct is null
                ? new Violation("scale_out_threshold_pct",
                    $"must be above scale_in_threshold_pct ({changed.ScaleInThresholdPct}, as it was), not {changed.ScaleOutThresholdPct}")
                : new Violation("scale_in_threshold_pct",
                    $"must be below scale_out_threshold_pct ({changed.ScaleOutThresholdPct}{AsItWas(patch.ScaleOutThresholdPct)}), not {changed.ScaleInThresholdPct}; "
                    + "else the same load would scale out and in by turns"));
        }
    }

    private static ScalingPolicy ApplySchedules(ScalingPolicy changed, ScalingPolicyPatch patch, bool mayBeZero, List<Violation> violations)
    {
        var texts = patch.Schedules ?? [.. changed.Schedules.Select(ScheduleText.Of)];
        var written = new List<ScheduleText>(texts.Count);
        for (var i = 0; patch.Schedules is not null && i < texts.Count && i < ScalingSchedule.MaxCount; i++)
        {
            written.Add(Inside(texts[i], $"schedules[{i}]", violations));
        }

        var replicasAreKnown = !violations.Exists(v => v.Field is "min_replicas" or "max_replicas");
        var schedules = ScheduleRules.Read(
            patch.Schedules is null || texts.Count > ScalingSchedule.MaxCount ? texts : written,
            replicasAreKnown ? changed.MinReplicas : null,
            replicasAreKnown ? changed.MaxReplicas : null,
            mayBeZero,
            (index, field, message) => violations.Add(new Violation(
                index == ScheduleRules.WholeList ? "schedules" : $"schedules[{index}].{SnakeCase(field)}", message)));
        return changed with { Schedules = [.. schedules] };
    }

    /// <summary>The schedule with what is out of its range refused and left out.</summary>
    private static ScheduleText Inside(ScheduleText? text, string path, List<Violation> violations)
    {
        if (text is null)
        {
            violations.Add(new Violation(path, "is required and must not be null"));
            return new ScheduleText();
        }

        if (text.Cron is null)
        {
            violations.Add(new Violation($"{path}.cron", "is required"));
        }

        if (text.DurationSeconds is null)
        {
            violations.Add(new Violation($"{path}.duration_seconds", "is required"));
        }

        if (text.MinReplicas is null && text.MaxReplicas is null)
        {
            violations.Add(new Violation(path, "must have min_replicas or max_replicas, else it has no effect"));
        }

        return text with
        {
            DurationSeconds = IsInside($"{path}.duration_seconds", text.DurationSeconds, ScalingRanges.Duration, violations) ? text.DurationSeconds : null,
            MinReplicas = IsInside($"{path}.min_replicas", text.MinReplicas, ScalingRanges.MinReplicas, violations) ? text.MinReplicas : null,
            MaxReplicas = IsInside($"{path}.max_replicas", text.MaxReplicas, ScalingRanges.MaxReplicas, violations) ? text.MaxReplicas : null,
        };
    }

    private static bool IsInside(string field, int? value, (int Least, int Most) range, List<Violation> violations)
    {
        if (value is not { } number || (number >= range.Least && number <= range.Most))
        {
            return true;
        }

        violations.Add(new Violation(field, $"must be an integer from {range.Least} to {range.Most}, not the number {number}"));
        return false;
    }

    private static string AsItWas(int? given) => given is null ? ", as it was" : "";

    private static string SnakeCase(string field) =>
        string.Concat(field.Select(c => char.IsAsciiLetterUpper(c) ? $"_{char.ToLowerInvariant(c)}" : c.ToString()));
}
