using Orchestry.Core.Apps;
using Orchestry.Core.Orchestration;
using Orchestry.Testing.Apps;
using Orchestry.Testing.Engine;

namespace Orchestry.Actors.Tests.Controller;

[Collection(nameof(ControllerSuite))]
public sealed class RollbackTests
{
    private const string Patient = """{"initialDelaySeconds": 600}""";

    [Fact]
    public async Task A_rollout_that_does_not_become_healthy_in_time_goes_back_and_says_why()
    {
        await using var controller = await TestController.StartAsync();
        controller.Engine.AddImage("broken:1", ContainerBehaviour.CannotStart);
        await controller.DeployAsync(An.App("web").WithReplicas(3));
        var before = controller.Published.Count;

        await controller.RegisterAsync(An.App("web").WithImage("broken:1").WithRolloutDeadline(60));
        await controller.AdvanceUntilAsync(() => controller.Store.Events.Any(e => e.Reason == "RollbackCompleted"));

        Assert.All(controller.Published.Skip(before), s => Assert.InRange(s.HealthyReplicas, 3, 4));
        Assert.All(controller.Engine.Containers, c => Assert.Equal("web:1", c.Spec.Image));
        Assert.Equal(AppStatus.Running, controller.App("web").Status);
        Assert.Equal("web:1", controller.App("web").Spec.Image);
        var told = Assert.Single(controller.Store.Events, e => e.Reason == "RolloutRolledBack");
        Assert.StartsWith("Rollout of revision 2 did not become healthy in time and is rolled back to revision 1 (as revision 3): web-1:", told.Message, StringComparison.Ordinal);
        Assert.Contains("no such file or directory", told.Message, StringComparison.Ordinal);
        Assert.Single((await controller.RecordAsync("web")).Specs);
    }

    [Fact]
    public async Task The_deadline_counts_from_the_last_replica_that_became_ready()
    {
        await using var controller = await TestController.StartAsync();
        controller.Engine.AddImage("web:2", new ContainerBehaviour { StartTime = TimeSpan.FromSeconds(40) });
        await controller.DeployAsync(An.App("web").WithReplicas(3));

        await controller.RegisterAsync(An.App("web").WithImage("web:2").WithRolloutDeadline(60));
        await controller.AdvanceUntilAsync(() => controller.Store.Events.Any(e => e.Reason == "RolloutCompleted"));

        Assert.DoesNotContain(controller.Store.Events, e => e.Reason == "RolloutRolledBack");
        Assert.InRange(controller.Clock.Elapsed.TotalSeconds, 120, 130);
    }

    [Fact]
    public async Task A_new_leader_goes_back_at_the_same_time()
    {
        await using var controller = await TestController.StartAsync();
        controller.Engine.AddImage("broken:1", ContainerBehaviour.CannotStart);
        await controller.DeployAsync(An.App("web").WithReplicas(2));
        var begun = controller.Clock.Elapsed;
        await controller.RegisterAsync(An.App("web").WithImage("broken:1").WithRolloutDeadline(60));
        await controller.AdvanceAsync(TimeSpan.FromSeconds(30));

        await controller.RestartControllerAsync();
        await controller.AdvanceUntilAsync(() => controller.Store.Events.Any(e => e.Reason == "RolloutRolledBack"));

        Assert.InRange((controller.Clock.Elapsed - begun).TotalSeconds, 60, 62);
    }

    [Fact]
    public async Task Where_nothing_serves_that_could_be_gone_back_to_it_says_so_once_and_goes_on_trying()
    {
        await using var controller = await TestController.StartAsync();
        controller.Engine.AddImage("broken:1", ContainerBehaviour.CannotStart);
        controller.Engine.AddImage("broken:2", ContainerBehaviour.CannotStart);
        (await controller.RegisterAsync(An.App("web").WithImage("broken:1"))).Granted();
        (await controller.StartAsync("web", 1)).Granted();
        await controller.AdvanceAsync(TimeSpan.FromSeconds(30));

        await controller.RegisterAsync(An.App("web").WithImage("broken:2").WithRolloutDeadline(60));
        await controller.AdvanceAsync(TimeSpan.FromMinutes(20));

        Assert.Single(controller.Store.Events, e => e.Reason == "RolloutStalled");
        Assert.Equal("broken:2", controller.App("web").Spec.Image);
    }

    [Fact]
    public async Task A_newer_specification_overtakes_it_and_would_go_back_to_what_served_as_a_whole()
    {
        await using var controller = await TestController.StartAsync();
        controller.Engine.AddImage("broken:1", ContainerBehaviour.CannotStart);
        controller.Engine.AddImage("broken:2", ContainerBehaviour.CannotStart);
        await controller.DeployAsync(An.App("web").WithReplicas(2));
        await controller.RegisterAsync(An.App("web").WithImage("broken:1").WithRolloutDeadline(60));
        await controller.AdvanceAsync(TimeSpan.FromSeconds(30));

        await controller.RegisterAsync(An.App("web").WithImage("broken:2").WithRolloutDeadline(60));
        await controller.AdvanceUntilAsync(() => controller.Store.Events.Any(e => e.Reason == "RollbackCompleted"));

        Assert.Equal("web:1", controller.App("web").Spec.Image);
        Assert.Equal(2, controller.App("web").HealthyReplicas);
    }

    [Fact]
    public async Task An_engine_that_is_away_is_not_held_against_the_specification()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web").WithReplicas(2).WithHealthCheck(Patient));
        controller.Engine.GoAway();

        await controller.RegisterAsync(An.App("web").WithImage("web:2").WithHealthCheck(Patient).WithRolloutDeadline(60));
        await controller.AdvanceAsync(TimeSpan.FromMinutes(5));

        Assert.DoesNotContain(controller.Store.Events, e => e.Reason is "RolloutRolledBack" or "RolloutStalled");
    }

    [Fact]
    public async Task A_stop_ends_the_rollout()
    {
        await using var controller = await TestController.StartAsync();
        controller.Engine.AddImage("broken:1", ContainerBehaviour.CannotStart);
        await controller.DeployAsync(An.App("web"));
        await controller.RegisterAsync(An.App("web").WithImage("broken:1").WithRolloutDeadline(60));

        (await controller.StopAsync("web")).Granted();
        await controller.AdvanceAsync(TimeSpan.FromMinutes(5));

        Assert.Null((await controller.RecordAsync("web")).Rollout);
        Assert.DoesNotContain(controller.Store.Events, e => e.Reason == "RolloutRolledBack");
    }
}
