using Orchestry.Core.Apps;
using Orchestry.Core.Engine;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Replicas;
using Orchestry.Testing.Apps;
using Orchestry.Testing.Engine;

namespace Orchestry.Actors.Tests.Controller;

[Collection(nameof(ControllerSuite))]
public sealed class PublishedPortTests
{
    private const string Patient = """{"initialDelaySeconds": 60}""";

    [Fact]
    public async Task The_container_is_made_with_its_port_of_the_host()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(Web("web"));

        Assert.Equal([new ExposedPort(8080, false, 9000, "127.0.0.1")], controller.Container("web-1").Spec.ExposedPorts);
    }

    [Fact]
    public async Task A_port_that_another_application_has_is_refused_at_registration_and_at_start_with_its_name()
    {
        await using var controller = await TestController.StartAsync();
        await controller.RegisterAsync(Web("early"));
        await controller.DeployAsync(Web("web"));

        var refusal = (await controller.RegisterAsync(Web("late"))).Refused(RefusalKind.InsufficientResources);
        Assert.Equal("'late' can't have what is taken: port 9000 of the host (127.0.0.1) is published by 'web'", refusal.Details);
        (await controller.StartAsync("early")).Refused(RefusalKind.InsufficientResources);
        Assert.Null(controller.Ports.ReadModel.Find(AppName.Parse("late")));

        (await controller.StopAsync("web")).Granted();
        (await controller.StartAsync("early")).Granted();
        await controller.HealthyAsync("early", 1);
    }

    [Fact]
    public async Task There_is_one_replica_at_most()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(Web("web"));

        var refusal = (await controller.ScaleAsync("web", 2)).Refused(RefusalKind.ValidationFailed);
        Assert.Contains("port 8080 is published as port 9000 of the host", refusal.Details, StringComparison.Ordinal);
        (await controller.SetPolicyAsync("web", new() { MaxReplicas = 2 })).Refused(RefusalKind.ValidationFailed);
    }

    [Fact]
    public async Task In_a_rollout_the_former_container_is_gone_before_the_next_one_is_made()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(Web("web"));
        var gate = controller.Engine.Gate(EngineCall.Remove);
        await controller.RegisterAsync(Web("web").WithImage("web:2"));
        await controller.UntilAsync(() => gate.Waiting == 1);
        Assert.Equal(1, controller.Engine.CountOf(EngineCall.Create));
        gate.Release();
        await controller.HealthyAsync("web", 1);

        Assert.Equal(["default.web-1-2"], controller.RunningContainers());
        await controller.AdvanceUntilAsync(() => controller.Store.Events.Any(e => e.Reason == "RolloutCompleted"));
    }

    [Fact]
    public async Task An_ill_replica_is_gone_before_the_next_one_is_made()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(Web("web"));
        controller.Probe.Fail(controller.Container("web-1").Id.Value);
        var gate = controller.Engine.Gate(EngineCall.Remove);
        await controller.AdvanceUntilAsync(() => gate.Waiting == 1);
        Assert.Equal(1, controller.Engine.CountOf(EngineCall.Create));
        gate.Release();
        await controller.HealthyAsync("web", 1);

        Assert.Equal(["default.web-1-2"], controller.RunningContainers());
        Assert.Equal(1, controller.Replica("web-1").Restarts);
    }

    [Fact]
    public async Task A_crashed_one_is_replaced_at_once()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(Web("web"));
        controller.Engine.Crash("default.web-1-1");
        await controller.HealthyAsync("web", 1);

        Assert.Equal(["default.web-1-2"], controller.RunningContainers());
    }

    [Fact]
    public async Task A_rollout_that_does_not_become_healthy_is_gone_back_from_though_nothing_serves_meanwhile()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(Web("web").WithHealthCheck(Patient));
        controller.Probe.Fail("web-1");
        controller.Engine.AddImage("web:3");
        await controller.RegisterAsync(Web("web").WithImage("web:3").WithHealthCheck(Patient).WithRolloutDeadline(30));
        await controller.AdvanceUntilAsync(() => controller.Store.Events.Any(e => e.Reason == "RolloutRolledBack"), () => "a rollback");
        controller.Probe.Recover("web-1");
        await controller.AdvanceUntilAsync(() => controller.App("web").HealthyReplicas == 1);

        Assert.Equal("web:1", Assert.Single(controller.Engine.Containers).Spec.Image);
    }

    [Fact]
    public async Task A_port_that_somebody_else_on_the_host_has_is_told_and_tried_again_slowly()
    {
        await using var controller = await TestController.StartAsync();
        controller.Engine.AddImage("web:1", new ContainerBehaviour
        {
            StartFault = new EngineFault(EngineFaultKind.PortTaken, "Bind for 127.0.0.1:9000 failed: port is already allocated.", "Free that port on the host, or choose another."),
        });
        await controller.RegisterAsync(Web("web"));
        var started = controller.StartAsync("web", wait: true);
        await controller.AdvanceAsync(TimeSpan.FromSeconds(5));

        Assert.Contains("port is already allocated", (await started).Refused(RefusalKind.EngineFailed).Details, StringComparison.Ordinal);
        Assert.Equal(FailureKind.CannotStart, controller.Replica("web-1").Failure!.Kind);
        controller.Engine.AddImage("web:1");
        await controller.AdvanceUntilAsync(() => controller.App("web").HealthyReplicas == 1);
    }

    private static AppBuilder Web(string name) => An.App(name).WithPorts("""[{"containerPort": 8080, "protocol": "HTTP", "hostPort": 9000}]""")
        .WithScaling("""{"mode": "manual", "maxReplicas": 1}""");
}
