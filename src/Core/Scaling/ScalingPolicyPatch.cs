using Orchestry.Core.Scaling.Schedules;

namespace Orchestry.Core.Scaling;

/// <summary>A change of a policy: what is null stays as it is. Also the stored form of a whole policy, in which nothing is null.</summary>
public sealed record ScalingPolicyPatch
{
    /// <summary><c>mode</c>.</summary>
    public ScalingMode? Mode { get; init; }

    /// <summary><c>min_replicas</c>.</summary>
    public int? MinReplicas { get; init; }

    /// <summary><c>max_replicas</c>.</summary>
    public int? MaxReplicas { get; init; }

    /// <summary><c>target_rps_per_replica</c>.</summary>
    public int? TargetRpsPerReplica { get; init; }

    /// <summary><c>max_p95_latency_ms</c>.</summary>
    public int? MaxP95LatencyMs { get; init; }

    /// <summary><c>max_cpu_percent</c>.</summary>
    public double? MaxCpuPercent { get; init; }

    /// <summary><c>max_memory_percent</c>.</summary>
    public double? MaxMemoryPercent { get; init; }

    /// <summary><c>max_conn_per_replica</c>.</summary>
    public int? MaxConnPerReplica { get; init; }

    /// <summary><c>scale_out_threshold_pct</c>.</summary>
    public int? ScaleOutThresholdPct { get; init; }

    /// <summary><c>scale_in_threshold_pct</c>.</summary>
    public int? ScaleInThresholdPct { get; init; }

    /// <summary><c>window_seconds</c>.</summary>
    public int? WindowSeconds { get; init; }

    /// <summary><c>cooldown_seconds</c>.</summary>
    public int? CooldownSeconds { get; init; }

    /// <summary><c>max_scale_out_step</c>.</summary>
    public int? MaxScaleOutStep { get; init; }

    /// <summary><c>max_scale_in_step</c>.</summary>
    public int? MaxScaleInStep { get; init; }

    /// <summary><c>stabilization_window_seconds</c>.</summary>
    public int? StabilizationWindowSeconds { get; init; }

    /// <summary><c>scale_to_zero_after_seconds</c>.</summary>
    public int? ScaleToZeroAfterSeconds { get; init; }

    /// <summary><c>schedules</c>: all of them; an empty list removes those there are.</summary>
    public IReadOnlyList<ScheduleText>? Schedules { get; init; }

    /// <summary>The change that makes this policy of any other.</summary>
    public static ScalingPolicyPatch Of(ScalingPolicy policy) => new()
    {
        Mode = policy.Mode,
        MinReplicas = policy.MinReplicas,
        MaxReplicas = policy.MaxReplicas,
        TargetRpsPerReplica = policy.TargetRpsPerReplica,
        MaxP95LatencyMs = policy.MaxP95LatencyMs,
        MaxCpuPercent = policy.MaxCpuPercent,
        MaxMemoryPercent = policy.MaxMemoryPercent,
        MaxConnPerReplica = policy.MaxConnPerReplica,
        ScaleOutThresholdPct = policy.ScaleOutThresholdPct,
        ScaleInThresholdPct = policy.ScaleInThresholdPct,
        WindowSeconds = policy.WindowSeconds,
        CooldownSeconds = policy.CooldownSeconds,
        MaxScaleOutStep = policy.MaxScaleOutStep,
        MaxScaleInStep = policy.MaxScaleInStep,
        StabilizationWindowSeconds = policy.StabilizationWindowSeconds,
        ScaleToZeroAfterSeconds = policy.ScaleToZeroAfterSeconds,
        Schedules = [.. policy.Schedules.Select(ScheduleText.Of)],
    };

    /// <summary>The policy with these numbers in it, whether they make sense or not; its schedules as they were.</summary>
    internal ScalingPolicy Over(ScalingPolicy policy) => policy with
    {
        Mode = Mode ?? policy.Mode,
        MinReplicas = MinReplicas ?? policy.MinReplicas,
        MaxReplicas = MaxReplicas ?? policy.MaxReplicas,
        TargetRpsPerReplica = TargetRpsPerReplica ?? policy.TargetRpsPerReplica,
        MaxP95LatencyMs = MaxP95LatencyMs ?? policy.MaxP95LatencyMs,
        MaxCpuPercent = MaxCpuPercent ?? policy.MaxCpuPercent,
        MaxMemoryPercent = MaxMemoryPercent ?? policy.MaxMemoryPercent,
        MaxConnPerReplica = MaxConnPerReplica ?? policy.MaxConnPerReplica,
        ScaleOutThresholdPct = ScaleOutThresholdPct ?? policy.ScaleOutThresholdPct,
        ScaleInThresholdPct = ScaleInThresholdPct ?? policy.ScaleInThresholdPct,
        WindowSeconds = WindowSeconds ?? policy.WindowSeconds,
        CooldownSeconds = CooldownSeconds ?? policy.CooldownSeconds,
        MaxScaleOutStep = MaxScaleOutStep ?? policy.MaxScaleOutStep,
        MaxScaleInStep = MaxScaleInStep ?? policy.MaxScaleInStep,
        StabilizationWindowSeconds = StabilizationWindowSeconds ?? policy.StabilizationWindowSeconds,
        ScaleToZeroAfterSeconds = ScaleToZeroAfterSeconds ?? policy.ScaleToZeroAfterSeconds,
    };
}
