using System.Globalization;

namespace Orchestry.Core.Scaling;

/// <summary>How decisions speak of figures.</summary>
internal static class ScalingWords
{
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
    public static string Seconds(TimeSpan time) => $"{Number(Math.Ceiling(time.TotalSeconds), "0")} s";

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
        var (observed, target) = (factor.Observed ?? 0, Number(factor.Target, "0.##"));
        return factor.Metric switch
        {
            "rps" => $"{Number(observed, "0.0")} of {target} requests/s per replica",
            "cpu" or "memory" => $"{Number(observed, "0.0")}% of {target}%",
            "latency" => $"{Number(observed, "0")} ms of {target} ms",
            _ => $"{Number(observed, "0.0")} of {target} per replica",
        };
    }

    private static string Percent(MetricFactor factor) => $"{Number((factor.Factor ?? 0) * 100, "0.0")}%";

    private static string Number(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
