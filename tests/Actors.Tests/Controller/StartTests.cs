using Orchestry.Core.Apps;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Replicas;
using Orchestry.Testing.Apps;
using Orchestry.Testing.Engine;

namespace Orchestry.Actors.Tests.Controller;

[Collection(nameof(ControllerSuite))]
public sealed class StartTests
{
    [Fact]
    public async Task A_registered_application_is_stopped_until_it_is_started()
    {
        await using var controller = await TestController.StartAsync();

        Assert.True((await controller.RegisterAsync(An.App("web"))).Granted().IsNew);
        await controller.SettleAsync();

        Assert.Equal(AppStatus.Stopped, controller.App("web").Status);
        Assert.Empty(controller.Engine.Containers);
    }

    [Fact]
    public async Task Starting_three_replicas_gives_three_healthy_containers_with_names_and_labels_of_their_own()
    {
        await using var controller = await TestController.StartAsync();

        await controller.DeployAsync(An.App("web").WithReplicas(3));

        Assert.Equal(["default.web-1-1", "default.web-2-2", "default.web-3-3"], controller.RunningContainers());
        Assert.Equal(AppStatus.Running, controller.App("web").Status);
        Assert.Equal("", controller.App("web").StatusReason);
        var labels = controller.Engine.Container("default.web-2-2").Spec.Labels;
        Assert.Equal(("default", "web", "2", "2", "1"), (
            labels[ContainerLabels.Cluster], labels[ContainerLabels.App], labels[ContainerLabels.Replica],
            labels[ContainerLabels.Attempt], labels[ContainerLabels.Revision]));
    }

    [Fact]
    public async Task A_start_or_a_scaling_that_waits_is_answered_when_the_ingress_of_this_node_goes_by_the_healthy_replicas()
    {
        await using var controller = await TestController.StartAsync();
        await controller.RegisterAsync(An.App("web"));
        controller.Routes.Hold();

        var started = controller.StartAsync("web", 1, wait: true);
        await controller.SettleAsync();
        Assert.Equal(1, controller.App("web").HealthyReplicas);
        Assert.False(started.IsCompleted);
        controller.Routes.Release();
        (await started.WaitAsync(TestController.Guard)).Granted();

        Assert.Equal([controller.App("web").Revision], controller.Routes.Asked);
        (await controller.ScaleAsync("web", 2, wait: true)).Granted();
        Assert.Equal([controller.App("web").Revision], controller.Routes.Asked.Skip(1));
        (await controller.StartAsync("web", 2, wait: false)).Granted();
        Assert.Equal(2, controller.Routes.Asked.Count);
    }

    [Fact]
    public async Task The_answer_to_whoever_waited_names_the_revision_that_shows_the_healthy_replicas()
    {
        await using var controller = await TestController.StartAsync();
        await controller.RegisterAsync(An.App("web"));

        var started = (await controller.StartAsync("web", 1, wait: true)).Granted().Revision;
        Assert.Equal(controller.App("web").Revision, started);
        var shown = controller.Published.Last(a => a.Revision <= started);
        Assert.Equal(1, shown.HealthyReplicas);
        var scaled = (await controller.ScaleAsync("web", 2, wait: true)).Granted().Revision;
        Assert.Equal(2, controller.Published.Last(a => a.Revision <= scaled).HealthyReplicas);
    }

    [Fact]
    public async Task A_start_that_waits_is_answered_when_every_replica_is_healthy()
    {
        await using var controller = await TestController.StartAsync();
        controller.Probe.Fail("web-2");
        await controller.RegisterAsync(An.App("web").WithHealthCheck("""{"initialDelaySeconds": 60}"""));

        var started = controller.StartAsync("web", 2, wait: true);
        await controller.AdvanceAsync(TimeSpan.FromSeconds(20));
        Assert.False(started.IsCompleted);
        controller.Probe.Recover("web-2");
        await controller.AdvanceAsync(TimeSpan.FromSeconds(1));

        Assert.Equal(2, (await started).Granted().Replicas);
    }

    [Fact]
    public async Task A_start_that_waited_in_vain_says_what_is_missing()
    {
        await using var controller = await TestController.StartAsync();
        controller.Probe.Fail("web-2", "Connection refused");
        await controller.RegisterAsync(An.App("web").WithHealthCheck("""{"initialDelaySeconds": 60}"""));

        var started = controller.StartAsync("web", 2, wait: true, timeout: TimeSpan.FromSeconds(20));
        await controller.AdvanceAsync(TimeSpan.FromSeconds(20));

        var refusal = (await started).Refused(RefusalKind.ScalingInProgress);
        Assert.Equal(
            "'web' has not come to 2 healthy replicas within 20 s and goes on: web-2: running, not healthy yet (Connection refused)",
            refusal.Details);
    }

    [Fact]
    public async Task A_start_that_waits_is_overtaken_by_a_newer_request()
    {
        await using var controller = await TestController.StartAsync();
        controller.Probe.Fail("web-1");
        await controller.RegisterAsync(An.App("web").WithHealthCheck("""{"initialDelaySeconds": 60}"""));
        var started = controller.StartAsync("web", 1, wait: true);
        await controller.UntilAsync(() => controller.RunningContainers().Any());

        (await controller.ScaleAsync("web", 2)).Granted();
        await controller.SettleAsync();

        var refusal = (await started).Refused(RefusalKind.ScalingInProgress);
        Assert.Equal("A newer request has overtaken this one: 'web' is now wanted with 2 replicas", refusal.Details);
    }

    [Fact]
    public async Task A_missing_image_answers_a_waiting_start_early_with_the_cause()
    {
        await using var controller = await TestController.StartAsync();
        await controller.RegisterAsync(An.App("web").WithImage("nowhere:1"));

        var refusal = (await controller.StartAsync("web", 1, wait: true).WaitAsync(TestController.Guard)).Refused(RefusalKind.EngineFailed);

        Assert.Contains("web-1: The engine could not pull image nowhere:1: manifest unknown.", refusal.Details, StringComparison.Ordinal);
        Assert.Equal(AppStatus.Error, controller.App("web").Status);
    }

    [Fact]
    public async Task A_command_that_cannot_run_answers_a_waiting_start_early_with_the_cause()
    {
        await using var controller = await TestController.StartAsync();
        controller.Engine.AddImage("broken:1", ContainerBehaviour.CannotStart);
        await controller.RegisterAsync(An.App("web").WithImage("broken:1"));

        var refusal = (await controller.StartAsync("web", 1, wait: true).WaitAsync(TestController.Guard)).Refused(RefusalKind.EngineFailed);

        Assert.Contains("no such file or directory", refusal.Details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_crash_loop_answers_a_waiting_start_early_with_the_cause()
    {
        await using var controller = await TestController.StartAsync();
        controller.Engine.AddImage("crash:1", ContainerBehaviour.Exits(TimeSpan.FromMilliseconds(100), 3));
        await controller.RegisterAsync(An.App("web").WithImage("crash:1").WithHealthCheck("""{"initialDelaySeconds": 60}"""));
        controller.Probe.Fail("web-1");

        var started = controller.StartAsync("web", 1, wait: true, timeout: TimeSpan.FromMinutes(2));
        await controller.AdvanceAsync(TimeSpan.FromSeconds(40));

        var refusal = (await started).Refused(RefusalKind.EngineFailed);
        Assert.Equal("web-1: crash loop after 6 failures in a row; the last: exited with code 3", refusal.Details);
    }

    [Fact]
    public async Task What_the_host_cannot_hold_is_refused_before_anything_is_started()
    {
        await using var controller = await TestController.StartAsync();
        await controller.RegisterAsync(An.App("web").WithMemory("3Gi"));

        var refusal = (await controller.StartAsync("web", 3)).Refused(RefusalKind.InsufficientResources);

        Assert.Contains("3 x 3072 MiB for 'web' do not fit: the host has 8192 MiB", refusal.Details, StringComparison.Ordinal);
        Assert.Empty(controller.Engine.Containers);
        Assert.Equal(AppStatus.Stopped, controller.App("web").Status);
    }

    [Fact]
    public async Task An_engine_without_room_answers_a_waiting_start_early_with_the_cause()
    {
        await using var controller = await TestController.StartAsync();
        controller.Engine.AddImage("big:1", new ContainerBehaviour
        {
            CreateFault = new(Core.Engine.EngineFaultKind.InsufficientResources, "The engine has no space left on device."),
        });
        await controller.RegisterAsync(An.App("web").WithImage("big:1"));

        var refusal = (await controller.StartAsync("web", 1, wait: true).WaitAsync(TestController.Guard)).Refused(RefusalKind.InsufficientResources);

        Assert.Equal("web-1: The engine has no space left on device.", refusal.Details);
    }

    [Fact]
    public async Task Starting_what_runs_already_changes_nothing()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web").WithReplicas(2));
        var before = controller.Store.Commits;

        Assert.Equal(2, (await controller.StartAsync("web", wait: true).WaitAsync(TestController.Guard)).Granted().Replicas);

        Assert.Equal(before, controller.Store.Commits);
        Assert.Equal(2, controller.Engine.CountOf(EngineCall.Create));
    }

    [Fact]
    public async Task No_more_than_four_containers_are_launched_at_once()
    {
        await using var controller = await TestController.StartAsync();
        controller.Engine.AddImage("slow:1", new ContainerBehaviour { CreateTime = TimeSpan.FromSeconds(1), StartTime = TimeSpan.FromSeconds(1) });
        await controller.RegisterAsync(An.App("web").WithImage("slow:1"));

        var started = controller.StartAsync("web", 12, wait: true);
        await controller.AdvanceAsync(TimeSpan.FromSeconds(8));

        Assert.Equal(12, (await started).Granted().Replicas);
        Assert.Equal(4, controller.Engine.MaxConcurrent(EngineCall.Create));
        Assert.True(controller.Engine.MaxConcurrent(EngineCall.Start) <= 4);
    }

    [Fact]
    public async Task An_image_is_pulled_once_for_many_replicas()
    {
        await using var controller = await TestController.StartAsync();
        controller.Engine.RegistryHolds("far:1", TimeSpan.FromSeconds(5));
        await controller.RegisterAsync(An.App("web").WithImage("far:1"));
        await controller.StartAsync("web", 3);

        await controller.AdvanceAsync(TimeSpan.FromSeconds(6));

        await controller.HealthyAsync("web", 3);
        Assert.Equal(1, controller.Engine.CountOf(EngineCall.Pull));
    }

    [Fact]
    public async Task An_image_that_is_still_missing_after_its_pull_is_not_pulled_again_and_again()
    {
        await using var controller = await TestController.StartAsync();
        controller.Engine.RegistryHolds("odd:1");
        controller.Engine.FailNext(
            EngineCall.Create, new(Core.Engine.EngineFaultKind.ImageNotFound, "The engine has no such image for this platform."), times: 50);
        await controller.RegisterAsync(An.App("web").WithImage("odd:1"));
        await controller.StartAsync("web", 1);

        await controller.AdvanceAsync(TimeSpan.FromMilliseconds(500));

        Assert.True(controller.Engine.CountOf(EngineCall.Pull) <= 2, $"pulled {controller.Engine.CountOf(EngineCall.Pull)} times");
        Assert.Contains("no such image for this platform", controller.App("web").StatusReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stuck_application_delays_no_other()
    {
        await using var controller = await TestController.StartAsync();
        controller.Engine.RegistryHolds("far:1", TimeSpan.FromHours(1));
        controller.Probe.Hang("ill-1");
        await controller.RegisterAsync(An.App("stuck").WithImage("far:1"));
        await controller.StartAsync("stuck", 5);
        await controller.RegisterAsync(An.App("ill"));
        await controller.StartAsync("ill", 1);

        await controller.DeployAsync(An.App("web").WithReplicas(2));

        Assert.Equal(TimeSpan.Zero, controller.Clock.Elapsed);
    }
}
