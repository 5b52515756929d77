using System.Globalization;

namespace Orchestry.Core.Scaling;

/// <summary>How decisions speak of figures.</summary>
internal static class ScalingWords
{
    // Far from the largest integer, and from any measurement.
    private const double Huge = 1e15;

    public static string High(MetricFactor factor, ScalingPolicy policy) =>
        $"High {Subject(factor)}: {Figures(factor)} ({Percent(factor)} of the target, scaling out above {policy.ScaleOutThresholdPct}%)";

    public static string Low(MetricFactor factor, ScalingPolicy policy) =>
        $"Low load: the highest is {Subject(factor)}, {Figures(factor)} ({Percent(factor)} of the target, scaling in below {policy.ScaleInThresholdPct}%)";

    public static string Steady(MetricFactor factor, ScalingPolicy policy) =>
        $"Steady load: the highest is {Subject(factor)}, {Figures(factor)} "
        + $"({Percent(factor)} of the target, neither above {policy.ScaleOutThresholdPct}% nor below {policy.ScaleInThresholdPct}%)";

    public static string HighTrigger(MetricFactor factor) => factor.Metric switch
    {
        "rps" => ScalingTriggers.RpsHigh,
        "cpu" => ScalingTriggers.CpuHigh,
        "memory" => ScalingTriggers.MemoryHigh,
        "latency" => ScalingTriggers.LatencyHigh,
        _ => ScalingTriggers.ConnectionsHigh,
    };

    public static string Replicas(int count) => count == 1 ? "1 replica" : $"{count} replicas";

    /// <summary>Whole seconds, begun ones as whole.</summary>
    public static string Seconds(TimeSpan time) => $"{(long)Math.Ceiling(time.TotalSeconds)} s";

    private static string Subject(MetricFactor factor) => factor.Metric switch
    {
        "rps" => "request rate",
        "cpu" => "CPU usage",
        "memory" => "memory usage",
        "latency" => "p95 latency",
        _ => "number of connections",
    };

    private static string Figures(MetricFactor factor)
    {
        var (observed, target) = (factor.Observed ?? 0, factor.Target.ToString(CultureInfo.InvariantCulture));
        return factor.Metric switch
        {
            "rps" => $"{Tenths(observed)} of {target} requests/s per replica",
            "cpu" or "memory" => $"{Tenths(observed)}% of {target}%",
            "latency" => $"{(long)Math.Min(Math.Round(observed), Huge)} ms of {target} ms",
            _ => $"{Tenths(observed)} of {target} per replica",
        };
    }

    private static string Percent(MetricFactor factor) => $"{Tenths((factor.Factor ?? 0) * 100)}%";

    /// <summary>With one digit after the point. By hand, because formats are what most of a decision's time would go into.</summary>
    private static string Tenths(double number)
    {
        var tenths = (long)Math.Min(Math.Round(number * 10, MidpointRounding.AwayFromZero), Huge);
        return $"{tenths / 10}.{tenths % 10}";
    }
}
