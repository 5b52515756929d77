using FsCheck;
using FsCheck.Fluent;
using Orchestry.Core.Metrics;

namespace Orchestry.Storage.Tests.Metrics;

public abstract partial class MetricHistoryContract
{
    private static readonly Gen<double?> Figures =
        Gen.Frequency((1, Gen.Constant((double?)null)), (1, Gen.Constant((double?)0)), (6, Gen.Choose(1, 1_000_000).Select(n => (double?)(n / 37.0))));

    private static readonly Gen<MetricSample> Samples =
        from half in Gen.Choose(0, 90) // half minutes: few enough that many samples meet
        from figures in Figures.ArrayOf(7)
        from counts in Gen.Choose(0, 50).ArrayOf(5)
        from isMeasured in Gen.Elements(true, false)
        select Sample(half / 2.0) with
        {
            CpuPercent = figures[0],
            MemoryPercent = figures[1],
            MemoryBytes = isMeasured ? counts[0] * 1_000_003L : null,
            Rps = figures[2],
            LatencyP50Ms = figures[3],
            LatencyP95Ms = figures[4],
            LatencyP99Ms = figures[5],
            ErrorsPerSecond = figures[6],
            Connections = isMeasured ? counts[1] : null,
            Held = counts[2],
            HealthyReplicas = counts[3],
            TotalReplicas = counts[4],
        };

    private static readonly Arbitrary<List<MetricSample>[]> Batches =
        Samples.ListOf().Select(batch => batch.ToList()).ArrayOf().Where(batches => batches.Length <= 20).ToArbitrary();

    private int _histories;

    [Fact]
    public void However_samples_come_each_stretch_says_what_its_samples_say_together() => Prop.ForAll(Batches, CheckAsync).QuickCheckThrowOnFailure();

    private async Task CheckAsync(List<MetricSample>[] batches)
    {
        var app = $"app-{_histories++}"; // each history of its own, in one database
        var kept = new Dictionary<DateTimeOffset, MetricSample>();
        foreach (var batch in batches)
        {
            MetricSample[] named = [.. batch.Select(sample => sample with { App = app })];
            await AppendAsync(named);
            foreach (var sample in named)
            {
                kept[sample.At] = sample;
            }
        }

        foreach (var minutes in new[] { 5, 15, 35 })
        {
            var interval = TimeSpan.FromMinutes(minutes);
            var query = new MetricQuery(app, Some.Noon.AddDays(-1), Some.Noon.AddDays(1), interval, 1000);
            Same(Plainly(kept.Values, app, interval), await History.ReadAsync(query, CancellationToken.None));
        }
    }

    private static MetricSample[] Plainly(IEnumerable<MetricSample> samples, string app, TimeSpan interval) =>
    [
        .. from sample in samples
           group sample by (long)Math.Floor((sample.At - DateTimeOffset.UnixEpoch) / interval) into stretch
           orderby stretch.Key
           select new MetricSample
           {
               App = app,
               At = DateTimeOffset.UnixEpoch + (interval * stretch.Key),
               CpuPercent = Mean(stretch, sample => sample.CpuPercent, _ => 1),
               MemoryPercent = Mean(stretch, sample => sample.MemoryPercent, _ => 1),
               MemoryBytes = Mean(stretch, sample => sample.MemoryBytes, _ => 1) is { } bytes ? (long)Math.Round(bytes, MidpointRounding.AwayFromZero) : null,
               Rps = Mean(stretch, sample => sample.Rps, _ => 1),
               LatencyP50Ms = Mean(stretch, sample => sample.LatencyP50Ms, sample => sample.Rps),
               LatencyP95Ms = Mean(stretch, sample => sample.LatencyP95Ms, sample => sample.Rps),
               LatencyP99Ms = Mean(stretch, sample => sample.LatencyP99Ms, sample => sample.Rps),
               ErrorsPerSecond = Mean(stretch, sample => sample.ErrorsPerSecond, _ => 1),
               Connections = stretch.Max(sample => sample.Connections),
               Held = stretch.Max(sample => sample.Held),
               HealthyReplicas = stretch.Max(sample => sample.HealthyReplicas),
               TotalReplicas = stretch.Max(sample => sample.TotalReplicas),
           },
    ];

    private static double? Mean(IEnumerable<MetricSample> samples, Func<MetricSample, double?> figure, Func<MetricSample, double?> weight)
    {
        var (sum, total) = (0.0, 0.0);
        foreach (var sample in samples)
        {
            if (figure(sample) is { } number && weight(sample) is { } heavy)
            {
                (sum, total) = (sum + (number * heavy), total + heavy);
            }
        }

        return total > 0 ? sum / total : null;
    }

    // Sums differ in their last digits by the order they are made in.
    private static void Same(MetricSample[] expected, IReadOnlyList<MetricSample> actual)
    {
        Assert.Equal(expected.Length, actual.Count);
        Assert.Equal(expected.Zip(actual, Nearly), actual);
    }

    private static MetricSample Nearly(MetricSample expected, MetricSample actual) => expected with
    {
        CpuPercent = Nearly(expected.CpuPercent, actual.CpuPercent),
        MemoryPercent = Nearly(expected.MemoryPercent, actual.MemoryPercent),
        Rps = Nearly(expected.Rps, actual.Rps),
        LatencyP50Ms = Nearly(expected.LatencyP50Ms, actual.LatencyP50Ms),
        LatencyP95Ms = Nearly(expected.LatencyP95Ms, actual.LatencyP95Ms),
        LatencyP99Ms = Nearly(expected.LatencyP99Ms, actual.LatencyP99Ms),
        ErrorsPerSecond = Nearly(expected.ErrorsPerSecond, actual.ErrorsPerSecond),
    };

    private static double? Nearly(double? expected, double? actual) => Math.Abs((expected - actual) ?? 1) < 1e-6 ? actual : expected;
}
