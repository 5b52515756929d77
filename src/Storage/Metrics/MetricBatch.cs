using Orchestry.Core.Metrics;

namespace Orchestry.Storage.Metrics;

/// <summary>Samples as they are stored: of each application and time the last one, without figures that are no finite numbers.</summary>
internal static class MetricBatch
{
    public static MetricSample[] Of(IReadOnlyList<MetricSample> samples) =>
    [
        .. samples.GroupBy(sample => (sample.App, sample.At.UtcTicks)).Select(same => Storable(same.Last())),
    ];

    /// <summary>Where the five minutes of a sample begin.</summary>
    public static long StartOf(MetricSample sample) => MetricStretch.StartOf(sample.At, MetricStretch.Shortest).UtcTicks;

    private static MetricSample Storable(MetricSample sample) => sample with
    {
        CpuPercent = Finite(sample.CpuPercent),
        MemoryPercent = Finite(sample.MemoryPercent),
        Rps = Finite(sample.Rps),
        LatencyP50Ms = Finite(sample.LatencyP50Ms),
        LatencyP95Ms = Finite(sample.LatencyP95Ms),
        LatencyP99Ms = Finite(sample.LatencyP99Ms),
        ErrorsPerSecond = Finite(sample.ErrorsPerSecond),
    };

    private static double? Finite(double? figure) => figure is { } number && double.IsFinite(number) ? number : null;
}
