using Orchestry.Core.Apps;
using Orchestry.Core.Orchestration;
using Orchestry.Testing.Apps;
using Orchestry.Testing.Engine;

namespace Orchestry.Actors.Tests.Controller;

[Collection(nameof(ControllerSuite))]
public sealed class RemoveTests
{
    [Fact]
    public async Task A_removed_application_leaves_no_container_no_volume_and_no_record()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web").WithReplicas(2).WithVolume("data"));
        Assert.Equal(["default.web.data"], controller.Engine.Volumes);

        var removed = (await controller.RemoveAsync("web").WaitAsync(TestController.Guard)).Granted();

        Assert.Equal((2, 1), (removed.ContainersRemoved, removed.VolumesRemoved));
        Assert.Empty(controller.Engine.Containers);
        Assert.Empty(controller.Engine.Volumes);
        Assert.Empty((await controller.Store.LoadAsync(CancellationToken.None)).Resources);
        Assert.Empty(controller.Ports.ReadModel.Apps);
    }

    [Fact]
    public async Task Volumes_are_kept_on_request()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web").WithVolume("data"));

        var removed = (await controller.RemoveAsync("web", keepData: true).WaitAsync(TestController.Guard)).Granted();

        Assert.Equal(0, removed.VolumesRemoved);
        Assert.Equal(["default.web.data"], controller.Engine.Volumes);
    }

    [Fact]
    public async Task Commands_after_a_removal_find_no_application_and_its_name_is_free()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web"));
        (await controller.RemoveAsync("web").WaitAsync(TestController.Guard)).Granted();

        (await controller.StartAsync("web")).Refused(RefusalKind.AppNotFound);
        (await controller.RemoveAsync("web")).Refused(RefusalKind.AppNotFound);
        await controller.SettleAsync();
        Assert.True((await controller.RegisterAsync(An.App("web"))).Granted().IsNew);
    }

    [Fact]
    public async Task While_it_is_being_removed_every_request_is_answered()
    {
        await using var controller = await TestController.StartAsync();
        controller.Engine.AddImage("stubborn:1", new ContainerBehaviour { IgnoresStop = true });
        await controller.DeployAsync(An.App("web").WithImage("stubborn:1"));
        var removed = controller.RemoveAsync("web");
        await controller.SettleAsync();

        (await controller.StartAsync("web")).Refused(RefusalKind.AppNotFound);
        (await controller.ScaleAsync("web", 2)).Refused(RefusalKind.AppNotFound);
        (await controller.StopAsync("web")).Refused(RefusalKind.AppNotFound);
        Assert.Equal(
            "Application 'web' is being removed; try again when it is gone",
            (await controller.RegisterAsync(An.App("web"))).Refused(RefusalKind.AppAlreadyExists).Details);
        var again = controller.RemoveAsync("web");
        await controller.AdvanceAsync(TimeSpan.FromSeconds(11));

        (await removed.WaitAsync(TestController.Guard)).Granted();
        (await again.WaitAsync(TestController.Guard)).Granted();
    }

    [Fact]
    public async Task A_waiting_start_is_answered_when_the_application_is_removed_under_it()
    {
        await using var controller = await TestController.StartAsync();
        controller.Probe.Fail("web-1");
        await controller.RegisterAsync(An.App("web").WithHealthCheck("""{"initialDelaySeconds": 600}"""));
        var started = controller.StartAsync("web", 1, wait: true);
        await controller.UntilAsync(() => controller.RunningContainers().Any());

        (await controller.RemoveAsync("web").WaitAsync(TestController.Guard)).Granted();

        (await started.WaitAsync(TestController.Guard)).Refused(RefusalKind.ScalingInProgress);
    }

    [Fact]
    public async Task Requests_are_answered_while_a_volume_cannot_be_removed()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web").WithVolume("data"));
        var gate = controller.Engine.Gate(EngineCall.RemoveVolume);
        var removed = controller.RemoveAsync("web");
        await gate.Reached.WaitAsync(TestController.Guard);

        (await controller.StartAsync("web").WaitAsync(TestController.Guard)).Refused(RefusalKind.AppNotFound);
        (await controller.RegisterAsync(An.App("web")).WaitAsync(TestController.Guard)).Refused(RefusalKind.AppAlreadyExists);
        var again = controller.RemoveAsync("web", force: true);
        await controller.AdvanceAsync(TimeSpan.FromSeconds(51));
        var refusal = (await again.WaitAsync(TestController.Guard)).Refused(RefusalKind.EngineFailed);
        Assert.StartsWith("'web' is not removed yet, and goes on", refusal.Details, StringComparison.Ordinal);
        (await removed.WaitAsync(TestController.Guard)).Refused(RefusalKind.EngineFailed);

        gate.Release();
        await controller.UntilAsync(() => controller.Ports.ReadModel.Apps.IsEmpty);
        Assert.Empty(controller.Engine.Volumes);
    }

    [Fact]
    public async Task A_removal_that_the_engine_interrupts_is_finished_by_the_next_controller()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web").WithReplicas(3).WithVolume("data"));
        controller.Engine.FailNext(EngineCall.Remove, new(Core.Engine.EngineFaultKind.Unreachable, "away"), when: name => name.EndsWith("3-3", StringComparison.Ordinal), times: 1000);
        _ = controller.RemoveAsync("web");
        await controller.AdvanceAsync(TimeSpan.FromSeconds(3));
        Assert.Equal(["default.web-3-3"], controller.Engine.Containers.Select(c => c.Name));
        controller.Engine.GoAway();

        await controller.RestartControllerAsync();
        await controller.AdvanceAsync(TimeSpan.FromSeconds(3));
        Assert.Equal(AppIntent.Removing, (await controller.RecordAsync("web")).Intent);
        controller.Engine.ComeBack();
        controller.Engine.ClearPlannedFaults();
        await controller.AdvanceUntilAsync(() => controller.Ports.ReadModel.Apps.IsEmpty);

        Assert.Empty(controller.Engine.Containers);
        Assert.Empty(controller.Engine.Volumes);
        Assert.Equal(3, controller.Engine.CountOf(EngineCall.Create));
    }

    [Fact]
    public async Task A_removal_that_the_database_interrupts_is_finished_when_it_is_back()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web"));
        var gate = controller.Engine.Gate(EngineCall.Remove);
        var removed = controller.RemoveAsync("web");
        await gate.Reached.WaitAsync(TestController.Guard);
        controller.Journal.Failure = new Core.Journal.StoreException("The disk is full.");
        gate.Release();
        await controller.AdvanceAsync(TimeSpan.FromSeconds(5));
        Assert.False(removed.IsCompleted);

        controller.Journal.Failure = null;
        await controller.AdvanceAsync(TimeSpan.FromSeconds(2));

        (await removed.WaitAsync(TestController.Guard)).Granted();
    }
}
