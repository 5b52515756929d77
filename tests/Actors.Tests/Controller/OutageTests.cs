using Orchestry.Core.Apps;
using Orchestry.Core.Engine;
using Orchestry.Core.Journal;
using Orchestry.Core.Orchestration;
using Orchestry.Testing.Apps;
using Orchestry.Testing.Engine;

namespace Orchestry.Actors.Tests.Controller;

[Collection(nameof(ControllerSuite))]
public sealed class OutageTests
{
    [Fact]
    public async Task While_the_engine_is_away_nothing_is_replaced_and_nothing_is_forgotten()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web").WithReplicas(2));
        var record = await controller.RecordAsync("web");

        controller.Engine.GoAway();
        await controller.AdvanceAsync(TimeSpan.FromMinutes(10));
        controller.Engine.ComeBack();
        await controller.AdvanceAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(record.Attempts.ToList(), (await controller.RecordAsync("web")).Attempts.ToList());
        Assert.Equal(2, controller.Engine.CountOf(EngineCall.Create));
        Assert.Equal(0, controller.Engine.CountOf(EngineCall.Remove));
        var events = await controller.Store.QueryEventsAsync(new EventQuery(), CancellationToken.None);
        Assert.Single(events.Events, e => e.Event.Reason == "EngineUnreachable");
        Assert.Single(events.Events, e => e.Event.Reason == "EngineBack");
    }

    [Fact]
    public async Task What_was_asked_while_the_engine_was_away_is_done_when_it_is_back()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web").WithReplicas(2));
        controller.Engine.GoAway();
        (await controller.ScaleAsync("web", 3)).Granted();
        await controller.AdvanceAsync(TimeSpan.FromMinutes(1));

        controller.Engine.ComeBack();
        await controller.AdvanceAsync(TimeSpan.FromSeconds(11));

        await controller.HealthyAsync("web", 3);
    }

    [Fact]
    public async Task Who_waits_in_vain_for_an_engine_that_is_away_is_told_that_it_is_the_engine()
    {
        await using var controller = await TestController.StartAsync();
        await controller.RegisterAsync(An.App("web").WithReplicas(2));
        controller.Engine.GoAway();
        await controller.SettleAsync();

        var started = controller.StartAsync("web", 2, wait: true, timeout: TimeSpan.FromSeconds(5));
        await controller.AdvanceAsync(TimeSpan.FromSeconds(6));

        var refusal = (await started.WaitAsync(TestController.Guard)).Refused(RefusalKind.EngineFailed);
        Assert.Contains("No Docker engine answers", refusal.Details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_engine_that_comes_back_with_every_container_dead_gets_new_ones()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web").WithReplicas(3));

        controller.Engine.GoAway();
        await controller.AdvanceAsync(TimeSpan.FromSeconds(5));
        controller.Engine.ComeBack(stoppedContainers: true);
        await controller.AdvanceAsync(TimeSpan.FromSeconds(1));

        await controller.HealthyAsync("web", 3);
        Assert.Equal(3, controller.Engine.Containers.Count);
    }

    [Fact]
    public async Task While_the_database_fails_requests_are_refused_and_nothing_is_started()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web"));
        controller.Journal.Failure = new StoreException("The disk is full.");

        Assert.Equal("The disk is full.", (await controller.ScaleAsync("web", 3)).Refused(RefusalKind.DatabaseFailed).Details);
        (await controller.StopAsync("web")).Refused(RefusalKind.DatabaseFailed);
        (await controller.RegisterAsync(An.App("other"))).Refused(RefusalKind.DatabaseFailed);
        await controller.AdvanceAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(["default.web-1-1"], controller.RunningContainers());
        Assert.Equal(1, controller.Engine.CountOf(EngineCall.Create));
        (await controller.StartAsync("other")).Refused(RefusalKind.AppNotFound);
    }

    [Fact]
    public async Task A_replica_that_crashed_while_the_database_failed_is_replaced_and_told_of_when_it_is_back()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web").WithReplicas(2));
        controller.Journal.Failure = new StoreException("The disk is full.");
        controller.Engine.Crash("default.web-1-1");
        await controller.AdvanceAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(["default.web-2-2"], controller.RunningContainers());

        controller.Journal.Failure = null;
        await controller.AdvanceAsync(TimeSpan.FromSeconds(2));

        await controller.HealthyAsync("web", 2);
        var events = await controller.Store.QueryEventsAsync(new EventQuery("web"), CancellationToken.None);
        Assert.Single(events.Events, e => e.Event.Reason == "ContainerCrashed");
    }

    [Fact]
    public async Task A_database_that_is_slow_holds_back_the_containers_and_what_is_asked_meanwhile_is_judged_after_it()
    {
        await using var controller = await TestController.StartAsync();
        await controller.RegisterAsync(An.App("web"));
        using var gate = controller.Store.HoldCommits();
        var started = controller.StartAsync("web", 1);
        await gate.Reached.WaitAsync(TestController.Guard);
        var scaled = controller.ScaleAsync("web", 3);
        await controller.SettleAsync();
        Assert.Empty(controller.Engine.Containers);

        gate.Open();

        (await started.WaitAsync(TestController.Guard)).Granted();
        (await scaled.WaitAsync(TestController.Guard)).Refused(RefusalKind.ScalingInProgress);
        await controller.HealthyAsync("web", 1);
    }

    [Fact]
    public async Task Events_beyond_a_thousand_are_dropped_oldest_first_while_the_database_is_away()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web"));
        controller.Journal.Failure = new StoreException("The disk is full.");
        for (var stray = 0; stray < 1100; stray++)
        {
            var labels = new Dictionary<string, string> { ["orchestry.cluster"] = "default", ["orchestry.app"] = "web", ["orchestry.attempt"] = $"{5000 + stray}" };
            await controller.Engine.CreateContainerAsync(new ContainerSpec { Name = $"stray-{stray}", Image = "web:1", Labels = labels }, default);
        }

        await controller.AdvanceAsync(TimeSpan.FromSeconds(31));
        controller.Journal.Failure = null;
        await controller.AdvanceAsync(TimeSpan.FromSeconds(2));

        var events = await controller.Store.QueryEventsAsync(new EventQuery("web", Limit: 2000), CancellationToken.None);
        var strays = events.Events.Where(e => e.Event.Reason == "OrphanRemoved").ToArray();
        Assert.Equal(1000, strays.Length);
        Assert.Equal("Removed container stray-1099, which nothing claims", strays[0].Event.Message);
        Assert.Contains(controller.Logs.WithId(2001), e => e.Message.StartsWith("100 events of web", StringComparison.Ordinal));
    }
}
