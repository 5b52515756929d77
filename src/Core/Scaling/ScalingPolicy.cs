using Orchestry.Core.Scaling.Schedules;

namespace Orchestry.Core.Scaling;

/// <summary>Who decides the number of replicas.</summary>
public enum ScalingMode
{
    /// <summary>The controller, within the policy's bounds.</summary>
    Auto,

    /// <summary>People.</summary>
    Manual,
}

/// <summary>The <c>scaling</c> part of a specification. Bounds and meaning are those of the specification's table.</summary>
public sealed record ScalingPolicy
{
    /// <summary>The most replicas an application may have.</summary>
    public const int ReplicaCeiling = 100;

    /// <summary>The policy of a document without one.</summary>
    public static ScalingPolicy Default { get; } = new();

    /// <summary>Who decides.</summary>
    public ScalingMode Mode { get; init; } = ScalingMode.Auto;

    /// <summary>Fewest replicas, 0 to 100; 0 in mode auto: none while nobody asks for it, see <see cref="ScaleToZeroAfterSeconds"/>.</summary>
    public int MinReplicas { get; init; } = 1;

    /// <summary>Most replicas, 1 to 100, at least <see cref="MinReplicas"/>.</summary>
    public int MaxReplicas { get; init; } = 5;

    /// <summary>Requests per second one replica should carry, 1 to 10000.</summary>
    public int TargetRpsPerReplica { get; init; } = 50;

    /// <summary>95th percentile of latency to stay below, in milliseconds, 1 to 30000.</summary>
    public int MaxP95LatencyMs { get; init; } = 250;

    /// <summary>Processor use to stay below, percent, 1 to 100.</summary>
    public double MaxCpuPercent { get; init; } = 70;

    /// <summary>Memory use to stay below, percent, 1 to 100.</summary>
    public double MaxMemoryPercent { get; init; } = 75;

    /// <summary>Open connections one replica should carry, 1 to 100000.</summary>
    public int MaxConnPerReplica { get; init; } = 80;

    /// <summary>Percent of a target above which to scale out, 1 to 100, above <see cref="ScaleInThresholdPct"/>.</summary>
    public int ScaleOutThresholdPct { get; init; } = 80;

    /// <summary>Percent of every target below which to scale in, 1 to 100.</summary>
    public int ScaleInThresholdPct { get; init; } = 30;

    /// <summary>Seconds over which samples are averaged.</summary>
    public int WindowSeconds { get; init; } = 60;

    /// <summary>Seconds without a further decision after one.</summary>
    public int CooldownSeconds { get; init; } = 180;

    /// <summary>Most replicas to add at once; 0: no limit.</summary>
    public int MaxScaleOutStep { get; init; }

    /// <summary>Most replicas to remove at once; 0: no limit.</summary>
    public int MaxScaleInStep { get; init; } = 1;

    /// <summary>Scale in only to the highest target of this many seconds.</summary>
    public int StabilizationWindowSeconds { get; init; } = 300;

    /// <summary>Seconds without a request or connection after which the last replica goes where there may be none, 60 to 86400.</summary>
    public int ScaleToZeroAfterSeconds { get; init; } = 300;

    /// <summary>Other bounds at times; at most <see cref="ScalingSchedule.MaxCount"/>.</summary>
    public ScheduleList Schedules { get; init; } = [];

    /// <summary>Whether there may be no replica at some time, so that a request must be able to wake the application.</summary>
    public bool MayScaleToZero => Mode == ScalingMode.Auto && (MinReplicas == 0 || Schedules.Any(s => s.MinReplicas == 0));
}
