using Orchestry.Core.Journal;
using Orchestry.Core.Metrics;

namespace Orchestry.Storage.Tests.Metrics;

/// <summary>What every history of samples does. One subclass per history; the parts are split by subject.</summary>
public abstract partial class MetricHistoryContract
{
    private static readonly TimeSpan Five = TimeSpan.FromMinutes(5);

    /// <summary>The history; the same in every call, empty at first.</summary>
    protected abstract IMetricHistory History { get; }

    /// <summary>Begins a term: what an older one appends is refused from now on.</summary>
    protected abstract Task BeginTermAsync(long term);

    [Fact]
    public async Task A_sample_comes_back_with_every_figure()
    {
        var full = Full(Some.Noon);
        await AppendAsync(full);

        Assert.Equal([full], await ReadAsync());
    }

    [Fact]
    public async Task What_was_not_measured_comes_back_as_not_measured()
    {
        var bare = Sample(0);
        await AppendAsync(bare);

        Assert.Equal([bare], await ReadAsync());
        Assert.Equal([bare], await ReadAsync(Five));
    }

    [Fact]
    public async Task A_figure_that_is_no_finite_number_counts_as_not_measured()
    {
        await AppendAsync(
            Sample(0) with { CpuPercent = double.NaN, Rps = double.PositiveInfinity, LatencyP50Ms = double.NegativeInfinity }, Sample(1) with { CpuPercent = 7 });

        Assert.Equal([Sample(0), Sample(1) with { CpuPercent = 7 }], await ReadAsync());
        Assert.Equal([Sample(0) with { CpuPercent = 7 }], await ReadAsync(Five));
    }

    [Fact]
    public async Task The_name_of_an_application_may_be_any_text()
    {
        var odd = Sample(0) with { App = "web\0\u0010'\ud800 🐳" };
        await AppendAsync(odd, Sample(1));

        Assert.Equal([odd], await History.ReadAsync(new MetricQuery(odd.App, Some.Noon, Some.Noon + Five, null, 10), CancellationToken.None));
    }

    [Fact]
    public async Task Samples_are_read_oldest_first_whatever_order_they_came_in()
    {
        await AppendAsync(Sample(3), Sample(1));
        await AppendAsync(Sample(2), Sample(0));

        Assert.Equal([Sample(0), Sample(1), Sample(2), Sample(3)], await ReadAsync());
    }

    [Fact]
    public async Task A_query_covers_its_beginning_and_not_its_end_and_no_other_application()
    {
        await AppendAsync([.. Enumerable.Range(0, 6).Select(n => Sample(n)), Sample(3) with { App = "api" }]);

        Assert.Equal(
            [Sample(2), Sample(3)],
            await History.ReadAsync(new MetricQuery("web", At(2), At(4), null, 10), CancellationToken.None));
        Assert.Empty(await History.ReadAsync(new MetricQuery("web", At(4), At(2), null, 10), CancellationToken.None));
    }

    [Fact]
    public async Task A_limit_keeps_the_newest()
    {
        await AppendAsync([.. Enumerable.Range(0, 40).Select(n => Sample(n))]);

        Assert.Equal([Sample(38), Sample(39)], await ReadAsync(limit: 2));
        Assert.Equal([At(30), At(35)], (await ReadAsync(Five, limit: 2)).Select(point => point.At));
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(100_001, 5)]
    [InlineData(10, 0)]
    [InlineData(10, -5)]
    [InlineData(10, 4)]
    [InlineData(10, 7)]
    [InlineData(10, 367 * 24 * 60)]
    public async Task A_query_out_of_bounds_is_refused(int limit, int minutes) => await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
        () => History.ReadAsync(new MetricQuery("web", At(0), At(9), TimeSpan.FromMinutes(minutes), limit), CancellationToken.None));

    [Fact]
    public async Task The_whole_of_time_can_be_asked_for()
    {
        await AppendAsync(Sample(0));

        foreach (var interval in new TimeSpan?[] { null, Five, TimeSpan.FromDays(366) })
        {
            Assert.Single(await History.ReadAsync(
                new MetricQuery("web", DateTimeOffset.MinValue, DateTimeOffset.MaxValue, interval, 100_000), CancellationToken.None));
        }
    }

    [Fact]
    public async Task Nothing_can_be_appended_which_changes_nothing()
    {
        await AppendAsync();

        Assert.Empty(await ReadAsync());
    }

    [Fact]
    public async Task A_leader_whose_term_is_over_can_not_append()
    {
        await BeginTermAsync(5);

        var refused = await Assert.ThrowsAsync<TermPassedException>(() => History.AppendAsync([Sample(0)], 4, CancellationToken.None));

        Assert.Equal((4, 5), (refused.Ours, refused.Current));
        Assert.Empty(await ReadAsync());
        Assert.Empty(await ReadAsync(Five));
        await History.AppendAsync([Sample(0)], 5, CancellationToken.None);
        Assert.Single(await ReadAsync());
    }

    [Fact]
    public async Task A_batch_of_many_samples_is_kept_whole()
    {
        await AppendAsync([.. Enumerable.Range(0, 1203).Select(n => Sample(n) with { Held = 1 })]);

        Assert.Equal(1203, (await ReadAsync(limit: 5000)).Count);
        Assert.Equal(241, (await ReadAsync(Five, limit: 5000)).Count);
    }

    /// <summary>So many minutes after noon.</summary>
    private static DateTimeOffset At(double minute) => Some.Noon.AddMinutes(minute);

    private static MetricSample Sample(double minute) => new() { App = "web", At = At(minute) };

    private static MetricSample Full(DateTimeOffset at) => new()
    {
        App = "web",
        At = at,
        CpuPercent = 12.5,
        MemoryPercent = 0.1,
        MemoryBytes = 9_007_199_254_740_993, // no double holds it
        Rps = 3.3,
        LatencyP50Ms = 1.25,
        LatencyP95Ms = 20.75,
        LatencyP99Ms = 1e9,
        ErrorsPerSecond = 0,
        Connections = 17,
        Held = 2,
        HealthyReplicas = 3,
        TotalReplicas = 4,
    };

    private Task AppendAsync(params MetricSample[] samples) => History.AppendAsync(samples, 1, CancellationToken.None);

    private Task<IReadOnlyList<MetricSample>> ReadAsync(TimeSpan? interval = null, int limit = 1000) => History.ReadAsync(
        new MetricQuery("web", Some.Noon.AddDays(-30), Some.Noon.AddDays(30), interval, limit), CancellationToken.None);
}
