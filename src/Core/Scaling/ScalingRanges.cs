namespace Orchestry.Core.Scaling;

/// <summary>The bounds of a policy's numbers, for whoever reads one from whatever text.</summary>
internal static class ScalingRanges
{
    public const int DaySeconds = 86_400;

    public static readonly (int Least, int Most) MinReplicas = (0, ScalingPolicy.ReplicaCeiling);
    public static readonly (int Least, int Most) MaxReplicas = (1, ScalingPolicy.ReplicaCeiling);
    public static readonly (int Least, int Most) TargetRps = (1, 10_000);
    public static readonly (int Least, int Most) Latency = (1, 30_000);
    public static readonly (int Least, int Most) Percent = (1, 100);
    public static readonly (int Least, int Most) Connections = (1, 100_000);
    public static readonly (int Least, int Most) Window = (1, DaySeconds);
    public static readonly (int Least, int Most) Cooldown = (0, DaySeconds);
    public static readonly (int Least, int Most) Step = (0, ScalingPolicy.ReplicaCeiling);
    public static readonly (int Least, int Most) Stabilization = (0, DaySeconds);
    public static readonly (int Least, int Most) ScaleToZeroAfter = (60, DaySeconds);
    public static readonly (int Least, int Most) Duration = (Schedules.ScalingSchedule.ShortestSeconds, Schedules.ScalingSchedule.LongestSeconds);
}
