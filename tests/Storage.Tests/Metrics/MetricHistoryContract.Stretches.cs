using Orchestry.Core.Metrics;

namespace Orchestry.Storage.Tests.Metrics;

public abstract partial class MetricHistoryContract
{
    [Fact]
    public async Task A_stretch_says_the_mean_of_what_was_measured_and_the_highest_of_what_is_counted_at_one_moment()
    {
        await AppendAsync(
            Sample(0) with
            {
                CpuPercent = 10, MemoryPercent = 1, MemoryBytes = 100, Rps = 4, ErrorsPerSecond = 1, Connections = 5, Held = 1, HealthyReplicas = 3,
                TotalReplicas = 3,
            },
            Sample(1) with
            {
                CpuPercent = 20, MemoryBytes = 201, Rps = 5, ErrorsPerSecond = 0, Connections = 2, Held = 7, HealthyReplicas = 1, TotalReplicas = 4,
            },
            Sample(2) with { MemoryPercent = 2 });

        Assert.Equal(
            [
                Sample(0) with
                {
                    CpuPercent = 15, MemoryPercent = 1.5, MemoryBytes = 151, Rps = 4.5, ErrorsPerSecond = 0.5, Connections = 5, Held = 7,
                    HealthyReplicas = 3, TotalReplicas = 4,
                },
            ], await ReadAsync(Five));
    }

    [Fact]
    public async Task Latencies_weigh_as_much_as_they_had_requests()
    {
        await AppendAsync(
            Sample(0) with { Rps = 9, LatencyP50Ms = 10, LatencyP95Ms = 100, LatencyP99Ms = 1000 },
            Sample(1) with { Rps = 1, LatencyP50Ms = 20, LatencyP95Ms = 200, LatencyP99Ms = 3000 },
            Sample(2) with { Rps = 0 },
            Sample(3) with { LatencyP50Ms = 99 });

        var point = Assert.Single(await ReadAsync(Five));

        Assert.Equal((11, 110, 1200), (point.LatencyP50Ms, point.LatencyP95Ms, point.LatencyP99Ms));
    }

    [Fact]
    public async Task A_longer_stretch_is_the_mean_of_its_samples_and_not_of_its_five_minutes()
    {
        await AppendAsync(
            Sample(0) with { CpuPercent = 10 }, Sample(1) with { CpuPercent = 10 }, Sample(2) with { CpuPercent = 10 }, Sample(7) with { CpuPercent = 50 });

        Assert.Equal(20, Assert.Single(await ReadAsync(TimeSpan.FromMinutes(10))).CpuPercent);
        Assert.Equal([10, 50], (await ReadAsync(Five)).Select(point => point.CpuPercent));
    }

    [Fact]
    public async Task Stretches_begin_at_multiples_of_their_length_since_1970_and_empty_ones_are_left_out()
    {
        await AppendAsync(Sample(0), Sample(4.999), Sample(5), Sample(42));

        Assert.Equal([At(0), At(5), At(40)], (await ReadAsync(Five)).Select(point => point.At));
        Assert.Equal([At(0), At(30)], (await ReadAsync(TimeSpan.FromMinutes(30))).Select(point => point.At));
        var week = Assert.Single(await ReadAsync(TimeSpan.FromDays(7))).At;
        Assert.Equal(0, (week - DateTimeOffset.UnixEpoch).TotalDays % 7);
        Assert.InRange(Some.Noon - week, TimeSpan.Zero, TimeSpan.FromDays(7));
    }

    [Fact]
    public async Task A_query_shows_the_stretches_that_begin_within_it_whole()
    {
        await AppendAsync([.. Enumerable.Range(0, 60).Select(n => Sample(n) with { CpuPercent = n })]);

        var points = await History.ReadAsync(new MetricQuery("web", At(1), At(21), TimeSpan.FromMinutes(10), 100), CancellationToken.None);

        Assert.Equal([(At(10), 14.5), (At(20), 24.5)], points.Select(point => (point.At, point.CpuPercent!.Value)));
    }

    [Fact]
    public async Task A_sample_of_the_same_time_replaces_the_earlier_one_and_counts_once()
    {
        await AppendAsync(Sample(0) with { CpuPercent = 99, Connections = 99 }, Sample(1) with { CpuPercent = 10 });
        await AppendAsync(Sample(0) with { CpuPercent = 77 }, Sample(0) with { CpuPercent = 30, Connections = 1 });
        await AppendAsync(Sample(0) with { CpuPercent = 30, Connections = 1, At = At(0).ToOffset(TimeSpan.FromHours(2)) });

        Assert.Equal([30, 10], (await ReadAsync()).Select(sample => sample.CpuPercent));
        var point = Assert.Single(await ReadAsync(Five));
        Assert.Equal((20, 1), (point.CpuPercent, point.Connections));
    }

    [Fact]
    public async Task Samples_that_were_pruned_stay_part_of_their_stretch()
    {
        await AppendAsync([.. Enumerable.Range(0, 10).Select(n => Sample(n) with { CpuPercent = n })]);
        var before = await ReadAsync(Five);

        Assert.Equal(7, await History.PruneAsync(At(7), DateTimeOffset.MinValue, CancellationToken.None));

        Assert.Equal([At(7), At(8), At(9)], (await ReadAsync()).Select(sample => sample.At));
        Assert.Equal(before, await ReadAsync(Five));
        Assert.Equal(0, await History.PruneAsync(At(7), DateTimeOffset.MinValue, CancellationToken.None));
    }

    [Fact]
    public async Task What_comes_for_a_stretch_of_which_samples_were_pruned_is_dropped()
    {
        await AppendAsync([.. Enumerable.Range(0, 12).Select(n => Sample(n) with { CpuPercent = n })]);
        await History.PruneAsync(At(7), DateTimeOffset.MinValue, CancellationToken.None);
        var before = await ReadAsync(Five);

        await AppendAsync(
            Sample(2) with { CpuPercent = 100 }, Sample(2.5) with { CpuPercent = 100 }, Sample(8) with { CpuPercent = 100 },
            Sample(12) with { CpuPercent = 12 });

        Assert.Equal([7, 8, 9, 10, 11, 12], (await ReadAsync()).Select(sample => sample.CpuPercent));
        Assert.Equal([.. before.Take(2), before[2] with { CpuPercent = 11 }], await ReadAsync(Five));
    }

    [Fact]
    public async Task Everything_of_before_the_retention_goes_and_a_stretch_that_ends_later_stays()
    {
        await AppendAsync([.. Enumerable.Range(0, 12).Select(n => Sample(n) with { CpuPercent = n })]);
        await AppendAsync(Sample(0) with { App = "api" });

        Assert.Equal(8 + 2, await History.PruneAsync(At(2), At(7), CancellationToken.None)); // minutes 0 to 6 of web, 0 of api; a stretch of each

        Assert.Equal([7, 8, 9, 10, 11], (await ReadAsync()).Select(sample => sample.CpuPercent));
        Assert.Equal([7, 10.5], (await ReadAsync(Five)).Select(point => point.CpuPercent));
        Assert.Equal(3 + 1, await History.PruneAsync(DateTimeOffset.MinValue, At(10), CancellationToken.None));
    }

    [Fact]
    public async Task A_stretch_that_was_forgotten_whole_can_begin_anew()
    {
        await AppendAsync(Sample(0) with { CpuPercent = 1 });
        await History.PruneAsync(At(5), At(5), CancellationToken.None);

        await AppendAsync(Sample(1) with { CpuPercent = 2 });

        Assert.Equal(2, Assert.Single(await ReadAsync(Five)).CpuPercent);
    }

    [Fact]
    public async Task Pruning_many_samples_goes_in_portions()
    {
        await AppendAsync([.. Enumerable.Range(0, 6000).Select(n => Sample(n / 100.0))]);

        Assert.Equal(6000 + 12, await History.PruneAsync(At(60), At(60), CancellationToken.None));
    }
}
