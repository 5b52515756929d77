using Orchestry.Core.Apps;
using Orchestry.Core.Orchestration;
using Orchestry.Testing.Apps;
using Orchestry.Testing.Engine;

namespace Orchestry.Actors.Tests.Controller;

[Collection(nameof(ControllerSuite))]
public sealed class StopTests
{
    [Fact]
    public async Task A_graceful_stop_gives_each_container_its_grace_and_is_answered_when_all_are_gone()
    {
        await using var controller = await TestController.StartAsync();
        controller.Engine.AddImage("stubborn:1", new ContainerBehaviour { IgnoresStop = true });
        await controller.DeployAsync(An.App("web").WithImage("stubborn:1").WithReplicas(2));

        var containers = controller.Engine.Containers;
        var stopped = controller.StopAsync("web", grace: 7);
        await controller.AdvanceAsync(TimeSpan.FromSeconds(6.9));
        Assert.False(stopped.IsCompleted);
        Assert.All(containers, c => Assert.Equal(["SIGTERM"], c.Signals));
        await controller.AdvanceAsync(TimeSpan.FromSeconds(0.1));

        (await stopped.WaitAsync(TestController.Guard)).Granted();
        Assert.All(containers, c => Assert.Equal(["SIGTERM", "SIGKILL"], c.Signals));
        Assert.Empty(controller.Engine.Containers);
        Assert.Equal(AppStatus.Stopped, controller.App("web").Status);
    }

    [Fact]
    public async Task A_forced_stop_kills_at_once()
    {
        await using var controller = await TestController.StartAsync();
        controller.Engine.AddImage("stubborn:1", new ContainerBehaviour { IgnoresStop = true });
        await controller.DeployAsync(An.App("web").WithImage("stubborn:1").WithReplicas(2));

        (await controller.StopAsync("web", force: true).WaitAsync(TestController.Guard)).Granted();

        Assert.Empty(controller.Engine.Containers);
        Assert.Equal(0, controller.Engine.CountOf(EngineCall.Stop));
    }

    [Fact]
    public async Task A_forced_stop_cuts_a_graceful_one_short()
    {
        await using var controller = await TestController.StartAsync();
        controller.Engine.AddImage("stubborn:1", new ContainerBehaviour { IgnoresStop = true });
        await controller.DeployAsync(An.App("web").WithImage("stubborn:1"));
        var graceful = controller.StopAsync("web", grace: 300);
        await controller.AdvanceAsync(TimeSpan.FromSeconds(5));
        Assert.False(graceful.IsCompleted);

        (await controller.StopAsync("web", force: true).WaitAsync(TestController.Guard)).Granted();

        (await graceful.WaitAsync(TestController.Guard)).Granted();
        Assert.Empty(controller.Engine.Containers);
    }

    [Fact]
    public async Task The_container_that_a_launch_was_making_when_the_application_was_stopped_is_removed()
    {
        await using var controller = await TestController.StartAsync();
        var gate = controller.Engine.Gate(EngineCall.Create);
        await controller.RegisterAsync(An.App("web"));
        await controller.StartAsync("web", 1);
        await gate.Reached.WaitAsync(TestController.Guard);

        var stopped = controller.StopAsync("web");
        await controller.SettleAsync();
        Assert.False(stopped.IsCompleted);
        gate.Release();

        (await stopped.WaitAsync(TestController.Guard)).Granted();
        Assert.Equal(1, controller.Engine.CountOf(EngineCall.Create));
        Assert.Empty(controller.Engine.Containers);
    }

    [Fact]
    public async Task An_image_that_arrives_after_the_stop_starts_nothing()
    {
        await using var controller = await TestController.StartAsync();
        controller.Engine.RegistryHolds("far:1", TimeSpan.FromSeconds(30));
        await controller.RegisterAsync(An.App("web").WithImage("far:1"));
        await controller.StartAsync("web", 2);
        await controller.AdvanceAsync(TimeSpan.FromSeconds(5));

        (await controller.StopAsync("web").WaitAsync(TestController.Guard)).Granted();
        await controller.AdvanceAsync(TimeSpan.FromMinutes(1));

        Assert.Empty(controller.Engine.Containers);
        Assert.Empty((await controller.RecordAsync("web")).Attempts);
    }

    [Fact]
    public async Task Stopping_a_stopped_application_succeeds()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web"));
        (await controller.StopAsync("web").WaitAsync(TestController.Guard)).Granted();
        var commits = controller.Store.Commits;

        (await controller.StopAsync("web").WaitAsync(TestController.Guard)).Granted();
        (await controller.StopAsync("web", force: true).WaitAsync(TestController.Guard)).Granted();

        Assert.Equal(commits, controller.Store.Commits);
    }

    [Fact]
    public async Task A_stopped_application_starts_again_with_as_many_replicas_as_before_in_new_containers()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web").WithReplicas(2));
        (await controller.StopAsync("web").WaitAsync(TestController.Guard)).Granted();

        (await controller.StartAsync("web", wait: true).WaitAsync(TestController.Guard)).Granted();

        Assert.Equal(["default.web-1-3", "default.web-2-4"], controller.RunningContainers());
    }

    [Fact]
    public async Task A_start_overtakes_a_stop_that_still_waits()
    {
        await using var controller = await TestController.StartAsync();
        controller.Engine.AddImage("stubborn:1", new ContainerBehaviour { IgnoresStop = true });
        await controller.DeployAsync(An.App("web").WithImage("stubborn:1"));
        var stopped = controller.StopAsync("web", grace: 60);
        await controller.AdvanceAsync(TimeSpan.FromSeconds(1));

        (await controller.StartAsync("web", wait: false)).Granted();

        var refusal = (await stopped.WaitAsync(TestController.Guard)).Refused(RefusalKind.ScalingInProgress);
        Assert.Equal("A newer request has started 'web' again while it stopped", refusal.Details);
        await controller.AdvanceAsync(TimeSpan.FromMinutes(2));
        await controller.HealthyAsync("web", 1);
    }

    [Fact]
    public async Task A_stop_that_takes_too_long_says_what_is_left()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web"));
        controller.Engine.GoAway();

        var stopped = controller.StopAsync("web", grace: 10);
        await controller.AdvanceAsync(TimeSpan.FromSeconds(51));

        var refusal = (await stopped.WaitAsync(TestController.Guard)).Refused(RefusalKind.EngineFailed);
        Assert.StartsWith("'web' has not stopped yet: web-1: an earlier container is still there; No Docker engine answers", refusal.Details, StringComparison.Ordinal);
    }
}
