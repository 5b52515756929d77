using Orchestry.Core.Orchestration;
using Orchestry.Core.Replicas;
using Orchestry.Testing.Apps;
using Orchestry.Testing.Engine;

namespace Orchestry.Actors.Tests.Controller;

[Collection(nameof(ControllerSuite))]
public sealed class ScaleTests
{
    [Fact]
    public async Task Scaling_up_adds_the_next_slots_and_leaves_the_others_alone()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web").WithReplicas(1));

        var scaled = (await controller.ScaleAsync("web", 3, wait: true).WaitAsync(TestController.Guard)).Granted();

        Assert.Equal((1, 3), (scaled.Previous, scaled.Current));
        Assert.Equal(["default.web-1-1", "default.web-2-2", "default.web-3-3"], controller.RunningContainers());
    }

    [Fact]
    public async Task Scaling_down_takes_the_highest_slots_and_is_answered_when_they_are_gone()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web").WithReplicas(3));

        (await controller.ScaleAsync("web", 1, wait: true).WaitAsync(TestController.Guard)).Granted();

        Assert.Equal(["default.web-1-1"], controller.Engine.Containers.Select(c => c.Name));
        Assert.Equal(["SIGTERM"], controller.Engine.Calls.Where(c => c.Operation == EngineCall.Stop).Select(_ => "SIGTERM").Distinct());
    }

    [Fact]
    public async Task Scaling_is_refused_while_containers_of_the_last_scaling_are_being_made()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web").WithReplicas(1));
        var gate = controller.Engine.Gate(EngineCall.Create);
        (await controller.ScaleAsync("web", 3)).Granted();
        await controller.UntilAsync(() => gate.Waiting == 2);

        var refusal = (await controller.ScaleAsync("web", 2)).Refused(RefusalKind.ScalingInProgress);

        Assert.Equal("'web' is still being scaled to 3: web-2: creating its container; web-3: creating its container", refusal.Details);
        gate.Release();
        await controller.HealthyAsync("web", 3);
        (await controller.ScaleAsync("web", 2)).Granted();
    }

    [Fact]
    public async Task Scaling_is_granted_while_replicas_are_merely_not_healthy_yet()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web").WithReplicas(1).WithHealthCheck("""{"initialDelaySeconds": 600}"""));
        controller.Probe.Fail("web-2");
        (await controller.ScaleAsync("web", 2)).Granted();
        await controller.UntilAsync(() => controller.App("web").CurrentReplicas == 2);

        (await controller.ScaleAsync("web", 3)).Granted();
    }

    [Fact]
    public async Task Scaling_is_granted_while_replicas_wait_for_their_back_off()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web").WithReplicas(1));
        controller.Engine.FailNext(EngineCall.Start, ContainerBehaviour.CannotStart.StartFault!, times: 100);
        (await controller.ScaleAsync("web", 2)).Granted();
        await controller.UntilAsync(() => controller.Replica("web-2").Phase == ReplicaPhase.Waiting && controller.Replica("web-2").Restarts > 0);

        (await controller.ScaleAsync("web", 1)).Granted();
    }

    [Fact]
    public async Task Scaling_is_granted_while_a_bad_revision_keeps_an_old_replica_serving()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web").WithReplicas(1).WithHealthCheck("""{"initialDelaySeconds": 600}"""));
        controller.Engine.AddImage("broken:1", ContainerBehaviour.CannotStart);
        await controller.RegisterAsync(An.App("web").WithImage("broken:1").WithHealthCheck("""{"initialDelaySeconds": 600}"""));
        await controller.SettleAsync();
        (await controller.ScaleAsync("web", 3)).Granted();
        await controller.AdvanceAsync(TimeSpan.FromSeconds(1));

        (await controller.ScaleAsync("web", 1)).Granted();
    }

    [Fact]
    public async Task Scaling_a_stopped_application_says_to_start_it_first()
    {
        await using var controller = await TestController.StartAsync();
        await controller.RegisterAsync(An.App("web"));

        var refusal = (await controller.ScaleAsync("web", 2)).Refused(RefusalKind.ValidationFailed);

        Assert.Equal("Application 'web' is stopped; start it before scaling it", refusal.Details);
    }

    [Fact]
    public async Task Scaling_beyond_the_hosts_memory_is_refused_and_changes_nothing()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web").WithMemory("3Gi").WithReplicas(2));

        (await controller.ScaleAsync("web", 3)).Refused(RefusalKind.InsufficientResources);

        Assert.Equal(2, controller.App("web").DesiredReplicas);
    }

    [Fact]
    public async Task Every_request_for_an_unknown_application_is_refused_by_name()
    {
        await using var controller = await TestController.StartAsync();

        Assert.Equal("Application 'web' does not exist", (await controller.StartAsync("web")).Refused(RefusalKind.AppNotFound).Details);
        (await controller.ScaleAsync("web", 2)).Refused(RefusalKind.AppNotFound);
        (await controller.StopAsync("web")).Refused(RefusalKind.AppNotFound);
        (await controller.RemoveAsync("web")).Refused(RefusalKind.AppNotFound);
    }
}
