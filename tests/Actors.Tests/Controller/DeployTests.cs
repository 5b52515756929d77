using Orchestry.Core.Apps;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Replicas;
using Orchestry.Testing.Apps;
using Orchestry.Testing.Engine;

namespace Orchestry.Actors.Tests.Controller;

[Collection(nameof(ControllerSuite))]
public sealed class DeployTests
{
    private static readonly AppBuilder Web = An.App("web");

    [Fact]
    public async Task One_wish_registers_and_starts_and_a_read_after_the_answer_shows_it()
    {
        await using var controller = await TestController.StartAsync();

        var deployed = (await DeployAsync(controller, Web, new DeployRequest(2))).Granted();

        Assert.Equal(("web", true, true), (deployed.App.Value, deployed.IsNew, deployed.IsChanged));
        Assert.Equal((AppIntent.Running, 2), (controller.App("web").Intent, controller.App("web").DesiredReplicas));
        Assert.True(controller.App("web").Revision >= deployed.Revision);
        await controller.HealthyAsync("web", 2);
    }

    [Fact]
    public async Task The_same_wish_again_writes_nothing()
    {
        await using var controller = await TestController.StartAsync();
        await DeployAsync(controller, Web, new DeployRequest(2));
        await controller.HealthyAsync("web", 2);
        var before = controller.App("web");

        var again = (await DeployAsync(controller, Web, new DeployRequest(2))).Granted();

        Assert.Equal((false, false, before.Revision), (again.IsNew, again.IsChanged, again.Revision));
        Assert.Same(before, controller.App("web"));
    }

    [Fact]
    public async Task Another_image_replaces_the_replicas_and_a_newer_number_overtakes_one_that_is_not_reached_yet()
    {
        await using var controller = await TestController.StartAsync();
        await DeployAsync(controller, Web, new DeployRequest(3));

        (await DeployAsync(controller, Web.WithImage("web:2"), new DeployRequest(1))).Granted();

        await controller.AdvanceUntilAsync(() =>
            controller.App("web") is { HealthyReplicas: 1, Replicas: [{ SpecRevision: 2, Phase: ReplicaPhase.Ready }] });
        Assert.Equal("web:2", controller.Container("web-1").Spec.Image);
    }

    [Fact]
    public async Task A_job_that_has_run_runs_again_only_when_somebody_insists()
    {
        await using var controller = await TestController.StartAsync();
        controller.Engine.AddImage("job:1", ContainerBehaviour.Exits(TimeSpan.FromSeconds(1), 0));
        var job = An.App("job").AsJob().WithImage("job:1");
        await DeployAsync(controller, job, new DeployRequest(1));
        await controller.AdvanceUntilAsync(() => controller.App("job").JobOutcome is not null);

        Assert.False((await DeployAsync(controller, job, new DeployRequest(1))).Granted().IsChanged);
        await controller.AdvanceAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(1, controller.Engine.CountOf(EngineCall.Create));

        Assert.True((await DeployAsync(controller, job, new DeployRequest(1, Force: true))).Granted().IsChanged);
        await controller.AdvanceAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(2, controller.Engine.CountOf(EngineCall.Create));
        Assert.True(controller.App("job").JobOutcome!.IsCompleted);
    }

    [Fact]
    public async Task What_does_not_fit_the_host_is_refused_and_leaves_nothing_behind()
    {
        await using var controller = await TestController.StartAsync();

        (await DeployAsync(controller, Web.WithMemory("64Gi"), new DeployRequest(50))).Refused(RefusalKind.InsufficientResources);

        Assert.Empty(controller.Ports.ReadModel.Apps);
        (await DeployAsync(controller, Web, new DeployRequest(1))).Granted();
    }

    [Fact]
    public async Task A_second_of_that_name_in_another_namespace_gets_a_name_of_its_own_and_is_found_by_its_own_again()
    {
        await using var controller = await TestController.StartAsync();
        await DeployAsync(controller, Web, new DeployRequest(1));

        var second = (await DeployAsync(controller, Web.InNamespace("production"), new DeployRequest(1))).Granted();
        var again = (await DeployAsync(controller, Web.InNamespace("production"), new DeployRequest(1))).Granted();

        Assert.Matches("^web-[b-z2-9]{5}$", second.App.Value);
        Assert.Equal((second.App, false, false), (again.App, again.IsNew, again.IsChanged));
    }

    [Fact]
    public async Task A_removal_that_is_not_waited_for_is_answered_before_the_containers_are_gone_and_shows_that_it_goes()
    {
        await using var controller = await TestController.StartAsync();
        await DeployAsync(controller, Web, new DeployRequest(1));
        await controller.HealthyAsync("web", 1);
        controller.Container("web-1").Behaviour = controller.Container("web-1").Behaviour with { IgnoresStop = true };

        var begun = (await BeginRemovalAsync(controller)).Granted();

        Assert.Equal(AppIntent.Removing, controller.App("web").Intent);
        Assert.True((await BeginRemovalAsync(controller)).Granted().Revision >= begun.Revision);
        (await DeployAsync(controller, Web, new DeployRequest(1))).Refused(RefusalKind.AppAlreadyExists);
        await controller.AdvanceUntilAsync(() => controller.Ports.ReadModel.Apps.IsEmpty);
        (await BeginRemovalAsync(controller)).Refused(RefusalKind.AppNotFound);
    }

    private static Task<Outcome<AppDeployed>> DeployAsync(TestController controller, AppBuilder app, DeployRequest request) =>
        controller.Orchestrator.DeployAsync(app.Spec(), app.Document(), request, CancellationToken.None);

    private static Task<Outcome<RemovalBegun>> BeginRemovalAsync(TestController controller) =>
        controller.Orchestrator.BeginRemovalAsync(AppName.Parse("web"), new RemoveRequest(Force: false, KeepData: true), CancellationToken.None);
}
