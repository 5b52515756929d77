namespace Orchestry.Contracts.Scaling;

/// <summary>A whole scaling policy as answers show it.</summary>
/// <param name="MinReplicas">Fewest replicas; 0: none while nobody asks for it.</param>
/// <param name="MaxReplicas">Most replicas.</param>
/// <param name="TargetRpsPerReplica">Requests per second one replica should carry.</param>
/// <param name="MaxP95LatencyMs">95th percentile of latency to stay below, in milliseconds.</param>
/// <param name="MaxCpuPercent">Processor use to stay below.</param>
/// <param name="MaxMemoryPercent">Memory use to stay below.</param>
/// <param name="ScaleOutThresholdPct">Percent of a target above which to scale out.</param>
/// <param name="ScaleInThresholdPct">Percent of every target below which to scale in.</param>
/// <param name="WindowSeconds">Time that is averaged over.</param>
/// <param name="CooldownSeconds">Time without a further change after one.</param>
/// <param name="MaxConnPerReplica">Connections in use that one replica should carry.</param>
/// <param name="MaxScaleOutStep">Most replicas to add at once; 0: no limit but doubling.</param>
/// <param name="MaxScaleInStep">Most replicas to remove at once; 0: no limit.</param>
/// <param name="StabilizationWindowSeconds">Scale in only to the highest target of this time.</param>
/// <param name="ScaleToZeroAfterSeconds">Time without a request after which the last replica goes where there may be none.</param>
/// <param name="Schedules">Other bounds at times.</param>
public sealed record ScalingPolicyBody(
    int MinReplicas,
    int MaxReplicas,
    int TargetRpsPerReplica,
    int MaxP95LatencyMs,
    double MaxCpuPercent,
    double MaxMemoryPercent,
    int ScaleOutThresholdPct,
    int ScaleInThresholdPct,
    int WindowSeconds,
    int CooldownSeconds,
    int MaxConnPerReplica,
    int MaxScaleOutStep,
    int MaxScaleInStep,
    int StabilizationWindowSeconds,
    int ScaleToZeroAfterSeconds,
    IReadOnlyList<ScheduleBody> Schedules);

/// <summary>Other bounds for a while, again and again.</summary>
/// <param name="Name">A name for people.</param>
/// <param name="Cron">When it begins.</param>
/// <param name="DurationSeconds">How long it is in force each time.</param>
/// <param name="TimeZone">The time zone whose clock the expression means.</param>
/// <param name="MinReplicas">Fewest replicas meanwhile; null: as the policy has it.</param>
/// <param name="MaxReplicas">Most replicas meanwhile; null: as the policy has it.</param>
public sealed record ScheduleBody(string? Name, string Cron, int DurationSeconds, string TimeZone, int? MinReplicas, int? MaxReplicas);

/// <summary>A schedule of a change.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Cron">When it begins, as a cron expression.</param>
/// <param name="DurationSeconds">How long it lasts.</param>
/// <param name="TimeZone">Whose time the expression means; left out: <c>UTC</c>.</param>
/// <param name="MinReplicas">The least meanwhile; left out: as ever.</param>
/// <param name="MaxReplicas">The most meanwhile; left out: as ever.</param>
public sealed record ScheduleChange(string? Name, string Cron, int DurationSeconds, string? TimeZone, int? MinReplicas, int? MaxReplicas);

/// <summary>A change of a policy; what is left out stays as it is. A list of schedules replaces the one there is.</summary>
public sealed record ScalingPolicyChange
{
    /// <summary><c>auto</c> or <c>manual</c>.</summary>
    public string? Mode { get; init; }

    /// <summary>0 to 100.</summary>
    public int? MinReplicas { get; init; }

    /// <summary>1 to 100.</summary>
    public int? MaxReplicas { get; init; }

    /// <summary>1 to 10000.</summary>
    public int? TargetRpsPerReplica { get; init; }

    /// <summary>1 to 30000.</summary>
    public int? MaxP95LatencyMs { get; init; }

    /// <summary>1 to 100.</summary>
    public double? MaxCpuPercent { get; init; }

    /// <summary>1 to 100.</summary>
    public double? MaxMemoryPercent { get; init; }

    /// <summary>1 to 100000.</summary>
    public int? MaxConnPerReplica { get; init; }

    /// <summary>1 to 100, above <c>scale_in_threshold_pct</c>.</summary>
    public int? ScaleOutThresholdPct { get; init; }

    /// <summary>1 to 100.</summary>
    public int? ScaleInThresholdPct { get; init; }

    /// <summary>1 to 86400.</summary>
    public int? WindowSeconds { get; init; }

    /// <summary>0 to 86400.</summary>
    public int? CooldownSeconds { get; init; }

    /// <summary>0 to 100.</summary>
    public int? MaxScaleOutStep { get; init; }

    /// <summary>0 to 100.</summary>
    public int? MaxScaleInStep { get; init; }

    /// <summary>0 to 86400.</summary>
    public int? StabilizationWindowSeconds { get; init; }

    /// <summary>60 to 86400.</summary>
    public int? ScaleToZeroAfterSeconds { get; init; }

    /// <summary>At most 20.</summary>
    public IReadOnlyList<ScheduleChange>? Schedules { get; init; }
}
