using Orchestry.Core.Metrics;

namespace Orchestry.Benchmarks.Store;

/// <summary>Appends to a history of samples: 100 applications at a time, every 15 s of theirs.</summary>
internal sealed class SampleMeasures(IMetricHistory history)
{
    /// <summary>How many samples one call appends.</summary>
    public const int PerCall = 100;

    private readonly List<double> _figures = [];
    private int _calls;

    /// <summary>Samples per second, measurement by measurement.</summary>
    public IReadOnlyCollection<double> Figures => _figures;

    /// <summary>Appends for a while.</summary>
    public async Task MeasureAsync(TimeSpan duration, bool isWarmUp, CancellationToken cancellationToken)
    {
        var start = TimeProvider.System.GetTimestamp();
        var before = _calls;
        for (; TimeProvider.System.GetElapsedTime(start) < duration; _calls++)
        {
            await history.AppendAsync(Samples(BenchChange.At.AddSeconds(15 * _calls)), term: 1, cancellationToken);
        }

        if (!isWarmUp)
        {
            _figures.Add(PerCall * (_calls - before) / TimeProvider.System.GetElapsedTime(start).TotalSeconds);
        }
    }

    private static MetricSample[] Samples(DateTimeOffset at) =>
    [
        .. Enumerable.Range(0, PerCall).Select(n => new MetricSample
        {
            App = $"web-{n}",
            At = at,
            CpuPercent = n / 3.0,
            MemoryPercent = n / 7.0,
            MemoryBytes = n * 1_000_000L,
            Rps = n,
            LatencyP50Ms = n / 10.0,
            LatencyP95Ms = n,
            LatencyP99Ms = n * 2,
            ErrorsPerSecond = 0,
            Connections = n,
            HealthyReplicas = 3,
            TotalReplicas = 3,
        }),
    ];
}
