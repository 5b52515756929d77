using Orchestry.Actors.Controller;
using Orchestry.Actors.Tests.Controller;
using Orchestry.Core.Ingress;
using Orchestry.Core.Journal;
using Orchestry.Core.Metrics;
using Orchestry.Testing.Apps;

namespace Orchestry.Actors.Tests.Metrics;

[Collection(nameof(ControllerSuite))]
public sealed class MetricsTests
{
    private static readonly TimeSpan Interval = new ControllerOptions().MetricsInterval;

    [Fact]
    public async Task Every_application_that_runs_is_sampled_once_an_interval_and_shows_its_newest_sample()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web").WithReplicas(2));
        await controller.DeployAsync(An.App("api").WithReplicas(1));
        (await controller.RegisterAsync(An.App("idle"))).Granted();

        await controller.AdvanceAsync(2 * Interval);

        var last = controller.Metrics.Appends[^1];
        Assert.Equal(["api", "web"], last.Select(s => s.App));
        Assert.All(last, s => Assert.Equal(controller.Clock.Start + (2 * Interval), s.At));
        Assert.Equal((2, 2, 64L << 20), (last[1].HealthyReplicas, last[1].TotalReplicas, last[1].MemoryBytes));
        Assert.Equal(last[1], controller.App("web").Metrics);
        Assert.Null(controller.App("idle").Metrics);
        Assert.Equal([new DateTimeOffset[] { last[0].At - Interval, last[0].At }], [controller.Metrics.Appends.Select(a => a[0].At).ToArray()]);
    }

    [Fact]
    public async Task Processor_use_needs_two_readings_and_is_of_the_limit()
    {
        await using var controller = await TestController.StartAsync(new ControllerOptions { DefaultNanoCpus = 500_000_000 });
        await controller.DeployAsync(An.App("web").WithReplicas(1));

        await controller.AdvanceAsync(Interval);
        Assert.Null(controller.App("web").Metrics!.CpuPercent);
        await controller.AdvanceAsync(Interval);

        Assert.Equal(20, controller.App("web").Metrics!.CpuPercent!.Value, 6);
    }

    [Fact]
    public async Task A_container_that_could_not_be_read_once_needs_two_readings_anew()
    {
        await using var controller = await TestController.StartAsync(new ControllerOptions { DefaultNanoCpus = 1_000_000_000 });
        await controller.DeployAsync(An.App("web").WithReplicas(1));
        await controller.AdvanceAsync(2 * Interval);
        var use = controller.Usage.Use;
        controller.Usage.Use = (_, _) => null;
        await controller.AdvanceAsync(Interval);
        controller.Usage.Use = use;

        Assert.Null(controller.App("web").Metrics!.MemoryBytes);
        await controller.AdvanceAsync(Interval);
        Assert.Equal((null, true), (controller.App("web").Metrics!.CpuPercent, controller.App("web").Metrics!.MemoryBytes > 0));
        await controller.AdvanceAsync(Interval);
        Assert.NotNull(controller.App("web").Metrics!.CpuPercent);
    }

    [Fact]
    public async Task Requests_are_counted_between_two_ticks_over_all_nodes()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web").WithReplicas(1));
        await PostAsync(controller, "a", 1000);
        await controller.AdvanceAsync(Interval);
        Assert.Null(controller.App("web").Metrics!.Rps);

        // A word each second, 10 requests in each; the second node begins with its counters at 0.
        for (var second = 1; second <= 20; second++)
        {
            await PostAsync(controller, "a", 1000 + (10 * second));
            await PostAsync(controller, "b", 5 * second);
            await controller.AdvanceAsync(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(15, controller.App("web").Metrics!.Rps!.Value, 6);
        Assert.Equal(6, controller.App("web").Metrics!.Connections);
    }

    [Fact]
    public async Task When_no_ingress_speaks_any_more_its_figures_are_missing_and_not_zero()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web").WithReplicas(1));
        for (var second = 1; second <= 20; second++)
        {
            await PostAsync(controller, "a", second);
            await controller.AdvanceAsync(TimeSpan.FromSeconds(1));
        }

        Assert.NotNull(controller.App("web").Metrics!.Rps);
        await controller.AdvanceAsync(2 * Interval);

        Assert.Equal((null, null), (controller.App("web").Metrics!.Rps, controller.App("web").Metrics!.Connections));
    }

    [Fact]
    public async Task A_reader_that_does_not_answer_delays_no_sample_by_more_than_an_interval_and_is_not_asked_again_meanwhile()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web").WithReplicas(1));
        controller.Usage.Hold();

        await controller.AdvanceAsync(4 * Interval);

        Assert.Equal(3, controller.Metrics.Appends.Count);
        Assert.All(controller.Metrics.Appends, a => Assert.Equal((null, 1), (a[0].MemoryBytes, a[0].HealthyReplicas)));
        Assert.Single(controller.Usage.Asked);
        Assert.Single(controller.Logs.WithId(2653));
        controller.Usage.Release();
        await controller.UntilAsync(() => controller.Metrics.Appends.Count == 4);
        Assert.NotNull(controller.Metrics.Appends[^1][0].MemoryBytes);
    }

    [Fact]
    public async Task A_stopped_application_loses_its_figures_on_every_node_and_has_none_when_it_starts_again()
    {
        await using var controller = await TestController.StartAsync(isClustered: true);
        await controller.DeployAsync(An.App("web").WithReplicas(1));
        await controller.AdvanceAsync(Interval);
        Assert.NotNull(controller.App("web").Metrics);

        (await controller.StopAsync("web")).Granted();
        Assert.Null(controller.App("web").Metrics);
        await controller.AdvanceAsync(TimeSpan.FromSeconds(2));
        (await controller.StartAsync("web", 1)).Granted();
        var follower = new Follower(controller);
        await follower.LoadAsync();

        Assert.Null(controller.App("web").Metrics);
        Assert.Null(follower.Model.Apps.Single().Metrics);
    }

    [Fact]
    public async Task Every_node_shows_the_same_figures_within_a_second_and_nothing_is_written_to_the_journal_for_them()
    {
        await using var controller = await TestController.StartAsync(isClustered: true);
        await controller.DeployAsync(An.App("web").WithReplicas(2));
        var commits = controller.Store.Commits;
        var follower = new Follower(controller);

        await controller.AdvanceAsync(Interval + TimeSpan.FromSeconds(1));
        await follower.FollowAsync();

        Assert.NotNull(follower.Model.Apps.Single().Metrics!.MemoryBytes);
        Assert.Equal(controller.App("web").Metrics, follower.Model.Apps.Single().Metrics);
        Assert.Equal(commits, controller.Store.Commits);
    }

    [Fact]
    public async Task A_new_leader_shows_the_figures_it_showed_while_it_followed()
    {
        await using var controller = await TestController.StartAsync(isClustered: true);
        await controller.DeployAsync(An.App("web").WithReplicas(1));
        await controller.AdvanceAsync(Interval + TimeSpan.FromSeconds(1));
        var shown = controller.App("web").Metrics;

        await controller.RestartControllerAsync();

        Assert.NotNull(shown);
        Assert.Equal(shown, controller.App("web").Metrics);
    }

    [Fact]
    public async Task A_history_that_is_away_is_told_once_and_what_was_lost_when_it_is_back()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web").WithReplicas(1));
        controller.Metrics.Failure = new StoreException("the database is away");
        await controller.AdvanceAsync(3 * Interval);
        controller.Metrics.Failure = null;
        await controller.AdvanceAsync(Interval);

        Assert.Contains("the database is away", Assert.Single(controller.Logs.WithId(2650)).Message, StringComparison.Ordinal);
        Assert.Equal("Samples of metrics are kept again; 3 were lost", Assert.Single(controller.Logs.WithId(2651)).Message);
        Assert.NotNull(controller.App("web").Metrics);
    }

    [Fact]
    public async Task Samples_of_a_term_that_is_over_are_refused_and_nobody_is_alarmed()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web").WithReplicas(1));
        controller.Metrics.Term = 9;

        await controller.AdvanceAsync(3 * Interval);

        Assert.Empty(controller.Metrics.Appends);
        Assert.Empty(controller.Logs.WithId(2650));
    }

    [Fact]
    public async Task Samples_are_kept_for_a_day_and_rolled_up_for_the_retention()
    {
        await using var controller = await TestController.StartAsync(new ControllerOptions { MetricsInterval = TimeSpan.FromHours(1), MetricsRetention = TimeSpan.FromHours(30) });
        await controller.DeployAsync(An.App("web").WithReplicas(1));

        await controller.AdvanceAsync(TimeSpan.FromHours(40));

        var now = controller.Clock.GetUtcNow();
        var raw = await controller.Metrics.ReadAsync(new MetricQuery("web", DateTimeOffset.MinValue, now, null, 1000), default);
        var rolled = await controller.Metrics.ReadAsync(new MetricQuery("web", DateTimeOffset.MinValue, now, TimeSpan.FromMinutes(5), 1000), default);
        Assert.InRange(now - raw[0].At, TimeSpan.FromHours(23), TimeSpan.FromHours(25));
        Assert.InRange(now - rolled[0].At, TimeSpan.FromHours(29), TimeSpan.FromHours(31));
        Assert.NotEmpty(controller.Logs.WithId(2654));
    }

    private static Task PostAsync(TestController controller, string node, long requests) => controller.Traffic.PostAsync(
        new NodeTraffic(node, "1", 1, new IngressState(IngressMode.Embedded, 1), new IngressTraffic(
            [new AppTraffic { App = "web", Requests = requests, ByClass = [0, requests, 0, 0, 0], Open = 3 }], [])),
        default);
}
