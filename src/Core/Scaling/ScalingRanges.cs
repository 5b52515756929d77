namespace Orchestry.Core.Scaling;

/// <summary>The bounds of a policy's numbers, for whoever reads one from whatever text.</summary>
public static class ScalingRanges
{
    /// <summary>Seconds of a day.</summary>
    public const int DaySeconds = 86_400;

    /// <summary>Of <c>min_replicas</c>.</summary>
    public static readonly (int Least, int Most) MinReplicas = (0, ScalingPolicy.ReplicaCeiling);

    /// <summary>Of <c>max_replicas</c>.</summary>
    public static readonly (int Least, int Most) MaxReplicas = (1, ScalingPolicy.ReplicaCeiling);

    /// <summary>Of <c>target_rps_per_replica</c>.</summary>
    public static readonly (int Least, int Most) TargetRps = (1, 10_000);

    /// <summary>Of <c>max_p95_latency_ms</c>.</summary>
    public static readonly (int Least, int Most) Latency = (1, 30_000);

    /// <summary>Of everything in percent.</summary>
    public static readonly (int Least, int Most) Percent = (1, 100);

    /// <summary>Of <c>max_conn_per_replica</c>.</summary>
    public static readonly (int Least, int Most) Connections = (1, 100_000);

    /// <summary>Of <c>window_seconds</c>.</summary>
    public static readonly (int Least, int Most) Window = (1, DaySeconds);

    /// <summary>Of <c>cooldown_seconds</c>.</summary>
    public static readonly (int Least, int Most) Cooldown = (0, DaySeconds);

    /// <summary>Of both steps.</summary>
    public static readonly (int Least, int Most) Step = (0, ScalingPolicy.ReplicaCeiling);

    /// <summary>Of <c>stabilization_window_seconds</c>.</summary>
    public static readonly (int Least, int Most) Stabilization = (0, DaySeconds);

    /// <summary>Of <c>scale_to_zero_after_seconds</c>.</summary>
    public static readonly (int Least, int Most) ScaleToZeroAfter = (60, DaySeconds);

    /// <summary>Of a schedule's <c>duration_seconds</c>.</summary>
    public static readonly (int Least, int Most) Duration = (Schedules.ScalingSchedule.ShortestSeconds, Schedules.ScalingSchedule.LongestSeconds);
}
