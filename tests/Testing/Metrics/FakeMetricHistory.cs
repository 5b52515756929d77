using Orchestry.Core.Journal;
using Orchestry.Core.Metrics;

namespace Orchestry.Testing.Metrics;

/// <summary>A history in memory: all samples ever counted, of which some are still shown as they were recorded.</summary>
public sealed class FakeMetricHistory : IMetricHistory
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string App, long At), MetricSample> _samples = [];
    private readonly Dictionary<(string App, long At), MetricSample> _counted = [];
    private readonly List<IReadOnlyList<MetricSample>> _appends = [];

    /// <summary>When set, everything throws it.</summary>
    public StoreException? Failure { get; set; }

    /// <summary>The highest term it knows of; appends of a lower one are refused.</summary>
    public long Term { get; set; }

    /// <summary>What was appended, call by call.</summary>
    public IReadOnlyList<IReadOnlyList<MetricSample>> Appends
    {
        get
        {
            lock (_gate)
                return [.. _appends];
        }
    }

    /// <inheritdoc/>
    public Task AppendAsync(IReadOnlyList<MetricSample> samples, long term, CancellationToken cancellationToken) => Do(() =>
    {
        if (samples.Count > 0 && term < Term)
        {
            throw new TermPassedException(term, Term);
        }

        _appends.Add(samples);
        foreach (var stretch in samples.Select(Storable).GroupBy(sample => (sample.App, StartOf(sample))).Where(stretch => IsWhole(stretch.Key)))
        {
            foreach (var sample in stretch)
            {
                _samples[KeyOf(sample)] = _counted[KeyOf(sample)] = sample;
            }
        }

        return 0;
    }, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<MetricSample>> ReadAsync(MetricQuery query, CancellationToken cancellationToken)
    {
        MetricStretch.Check(query);
        return Do<IReadOnlyList<MetricSample>>(
            () =>
            [
                .. (query.Interval is { } interval ? Stretches(query.App, interval) : _samples.Values.Where(sample => sample.App == query.App))
                    .Where(point => point.At >= query.From && point.At < query.To).OrderBy(point => point.At).TakeLast(query.Limit),
            ], cancellationToken);
    }

    /// <inheritdoc/>
    public Task<long> PruneAsync(DateTimeOffset samplesBefore, DateTimeOffset rollupsBefore, CancellationToken cancellationToken) => Do(() =>
    {
        var (rollups, samples) = (Rollups, _samples.Count);
        foreach (var sample in _samples.Values.Where(sample => sample.At < samplesBefore || sample.At < rollupsBefore).ToList())
        {
            _samples.Remove(KeyOf(sample));
        }

        foreach (var sample in _counted.Values.Where(sample => StartOf(sample) + MetricStretch.Shortest <= rollupsBefore).ToList())
        {
            _counted.Remove(KeyOf(sample));
        }

        return (long)(samples - _samples.Count + rollups - Rollups);
    }, cancellationToken);

    private int Rollups => _counted.Values.Select(sample => (sample.App, StartOf(sample))).Distinct().Count();

    private IEnumerable<MetricSample> Stretches(string app, TimeSpan interval) => _counted.Values
        .Where(sample => sample.App == app)
        .GroupBy(sample => MetricStretch.StartOf(sample.At, interval))
        .Select(stretch => Together(app, stretch.Key, [.. stretch]));

    private static MetricSample Together(string app, DateTimeOffset at, MetricSample[] samples) => new()
    {
        App = app,
        At = at,
        CpuPercent = samples.Average(sample => sample.CpuPercent),
        MemoryPercent = samples.Average(sample => sample.MemoryPercent),
        MemoryBytes = samples.Average(sample => (double?)sample.MemoryBytes) is { } mean ? (long)Math.Floor(mean + 0.5) : null,
        Rps = samples.Average(sample => sample.Rps),
        LatencyP50Ms = ByRequests(samples, sample => sample.LatencyP50Ms),
        LatencyP95Ms = ByRequests(samples, sample => sample.LatencyP95Ms),
        LatencyP99Ms = ByRequests(samples, sample => sample.LatencyP99Ms),
        ErrorsPerSecond = samples.Average(sample => sample.ErrorsPerSecond),
        Connections = samples.Max(sample => sample.Connections),
        Held = samples.Max(sample => sample.Held),
        HealthyReplicas = samples.Max(sample => sample.HealthyReplicas),
        TotalReplicas = samples.Max(sample => sample.TotalReplicas),
    };

    private static double? ByRequests(MetricSample[] samples, Func<MetricSample, double?> latency)
    {
        MetricSample[] weighty = [.. samples.Where(sample => sample.Rps > 0 && latency(sample) is not null)];
        return weighty.Length == 0 ? null : weighty.Sum(sample => latency(sample) * sample.Rps) / weighty.Sum(sample => sample.Rps);
    }

    private bool IsWhole((string App, DateTimeOffset Start) stretch) =>
        _counted.Where(counted => (counted.Key.App, StartOf(counted.Value)) == stretch).All(counted => _samples.ContainsKey(counted.Key));

    private static DateTimeOffset StartOf(MetricSample sample) => MetricStretch.StartOf(sample.At, MetricStretch.Shortest);

    private static (string App, long At) KeyOf(MetricSample sample) => (sample.App, sample.At.UtcTicks);

    private static MetricSample Storable(MetricSample sample) => sample with
    {
        At = sample.At.ToUniversalTime(),
        CpuPercent = Finite(sample.CpuPercent),
        MemoryPercent = Finite(sample.MemoryPercent),
        Rps = Finite(sample.Rps),
        LatencyP50Ms = Finite(sample.LatencyP50Ms),
        LatencyP95Ms = Finite(sample.LatencyP95Ms),
        LatencyP99Ms = Finite(sample.LatencyP99Ms),
        ErrorsPerSecond = Finite(sample.ErrorsPerSecond),
    };

    private static double? Finite(double? figure) => figure is { } number && double.IsFinite(number) ? number : null;

    private Task<T> Do<T>(Func<T> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            try
            {
                return Failure is { } failure ? Task.FromException<T>(failure) : Task.FromResult(work());
            }
            catch (StoreException e)
            {
                return Task.FromException<T>(e);
            }
        }
    }
}
