using Orchestry.Core.Apps;
using Orchestry.Core.Metrics;
using Orchestry.Core.Scaling.BackTests;

namespace Orchestry.Http.Orchestry.Scaling;

/// <summary>The samples of a simulation.</summary>
/// <param name="Source"><c>samples</c>, <c>rollups</c> or <c>series</c>.</param>
/// <param name="Samples">Oldest first.</param>
/// <param name="Interval">Time between two of them.</param>
internal sealed record RecordedLoad(string Source, IReadOnlyList<MetricSample> Samples, TimeSpan Interval)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>
    /// What was uploaded; else the samples as they were recorded, and five minutes rolled up where those do not reach back to the begin of the period
    /// any more.
    /// </summary>
    public static async Task<RecordedLoad> OfAsync(Simulation asked, AppSnapshot app, IMetricHistory history, CancellationToken cancellationToken)
    {
        if (asked.Series is { } series)
        {
            return new RecordedLoad("series", series, IntervalOf(series));
        }

        var (name, from) = (app.Name.Value, app.OwnSince(asked.From));
        if (from >= asked.To)
        {
            return new RecordedLoad("samples", [], Shortest);
        }

        var samples = await history.ReadAsync(new MetricQuery(name, from, asked.To, null, BackTest.MaxSamples), cancellationToken);
        var begin = samples.Count == 0 ? asked.To : MetricStretch.StartOf(samples[0].At, MetricStretch.Shortest);
        if (begin > from
            && await history.ReadAsync(new MetricQuery(name, from, begin, MetricStretch.Shortest, 1), cancellationToken) is { Count: > 0 })
        {
            var rollups = await history.ReadAsync(
                new MetricQuery(name, from, asked.To, MetricStretch.Shortest, BackTest.MaxSamples), cancellationToken);
            return new RecordedLoad("rollups", rollups, MetricStretch.Shortest);
        }

        return new RecordedLoad("samples", samples, IntervalOf(samples));
    }

    /// <summary>The usual time between two of them, in whole seconds: gaps are not it.</summary>
    private static TimeSpan IntervalOf(IReadOnlyList<MetricSample> samples)
    {
        var gaps = samples.Zip(samples.Skip(1), (one, next) => next.At - one.At).Order().ToArray();
        var usual = gaps.Length == 0 ? TimeSpan.FromSeconds(10) : TimeSpan.FromSeconds(Math.Round(gaps[gaps.Length / 2].TotalSeconds));
        return usual < Shortest ? Shortest : usual > Longest ? Longest : usual;
    }
}
