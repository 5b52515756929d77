using Orchestry.Core.Apps;
using Orchestry.Core.Engine;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Replicas;
using Orchestry.Testing.Apps;
using Orchestry.Testing.Engine;

namespace Orchestry.Actors.Tests.Controller;

[Collection(nameof(ControllerSuite))]
public sealed class RestartTests
{
    [Fact]
    public async Task A_new_controller_takes_over_what_runs_and_creates_nothing()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web").WithReplicas(3));
        var ids = controller.Engine.Containers.Select(c => c.Id).ToArray();

        await controller.RestartControllerAsync();
        await controller.HealthyAsync("web", 3);
        await controller.AdvanceAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(ids, controller.Engine.Containers.Select(c => c.Id));
        Assert.Equal(3, controller.Engine.CountOf(EngineCall.Create));
        Assert.All(controller.Engine.Containers, c => Assert.Equal(1, c.Starts));
    }

    [Fact]
    public async Task A_container_that_crashed_while_no_controller_ran_is_replaced()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web").WithReplicas(2));
        await controller.KillAsync();
        controller.Engine.Crash("default.web-2-2");

        await controller.RestartControllerAsync();

        await controller.UntilAsync(() => controller.RunningContainers().SequenceEqual(["default.web-1-1", "default.web-2-3"]));
    }

    [Fact]
    public async Task A_back_off_goes_on_after_a_restart()
    {
        await using var controller = await TestController.StartAsync();
        controller.Engine.AddImage("broken:1", ContainerBehaviour.CannotStart);
        await controller.RegisterAsync(An.App("web").WithImage("broken:1"));
        await controller.StartAsync("web", 1);
        await controller.AdvanceAsync(TimeSpan.FromMinutes(2));
        var tries = controller.Engine.CountOf(EngineCall.Start);

        await controller.RestartControllerAsync();
        await controller.AdvanceAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(tries, controller.Engine.CountOf(EngineCall.Start));
        await controller.AdvanceAsync(TimeSpan.FromMinutes(3));

        Assert.Equal(tries + 1, controller.Engine.CountOf(EngineCall.Start));
    }

    [Fact]
    public async Task What_was_removed_before_the_restart_is_not_made_again()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web").WithReplicas(3));
        var gate = controller.Engine.Gate(EngineCall.Stop);
        await controller.ScaleAsync("web", 1);
        await controller.UntilAsync(() => gate.Waiting == 2);
        await controller.KillAsync();
        controller.Engine.RemoveBehindOurBack("default.web-2-2");
        controller.Engine.RemoveBehindOurBack("default.web-3-3");
        gate.Release();

        await controller.RestartControllerAsync();
        await controller.AdvanceAsync(TimeSpan.FromSeconds(5));

        Assert.Equal(3, controller.Engine.CountOf(EngineCall.Create));
        Assert.Single((await controller.RecordAsync("web")).Attempts);
    }

    [Fact]
    public async Task An_old_replica_that_serves_in_a_rollout_goes_on_serving_after_a_restart()
    {
        await using var controller = await TestController.StartAsync();
        controller.Engine.AddImage("broken:1", ContainerBehaviour.CannotStart);
        await controller.DeployAsync(An.App("web").WithReplicas(2));
        await controller.RegisterAsync(An.App("web").WithImage("broken:1"));
        await controller.AdvanceAsync(TimeSpan.FromMinutes(1));

        await controller.RestartControllerAsync();
        await controller.AdvanceAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(["default.web-1-1", "default.web-2-2"], controller.RunningContainers());
        Assert.Equal(2, controller.App("web").HealthyReplicas);
    }

    [Fact]
    public async Task Containers_of_our_cluster_that_nothing_claims_are_removed_and_no_others()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web"));
        foreach (var (name, labels) in new (string, Dictionary<string, string>)[]
        {
            ("stray-app", new() { [ContainerLabels.Cluster] = "default", [ContainerLabels.App] = "gone", [ContainerLabels.Attempt] = "1" }),
            ("stray-attempt", new() { [ContainerLabels.Cluster] = "default", [ContainerLabels.App] = "web", [ContainerLabels.Attempt] = "99" }),
            ("stray-blank", new() { [ContainerLabels.Cluster] = "default" }),
            ("theirs", new() { [ContainerLabels.Cluster] = "other", [ContainerLabels.App] = "web", [ContainerLabels.Attempt] = "99" }),
            ("anybody", []),
        })
        {
            await controller.Engine.CreateContainerAsync(new ContainerSpec { Name = name, Image = "web:1", Labels = labels }, default);
        }

        await controller.AdvanceAsync(TimeSpan.FromSeconds(31));

        Assert.Equal(["default.web-1-1", "theirs", "anybody"], controller.Engine.Containers.Select(c => c.Name));
        Assert.DoesNotContain(controller.Engine.Calls, c => c.Argument is "theirs" or "anybody" && c.Operation != EngineCall.Create);
    }

    [Fact]
    public async Task A_container_that_claims_a_replica_it_is_not_does_not_speak_for_it()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web"));
        var copied = new Dictionary<string, string>(controller.Container("web-1").Spec.Labels);
        await controller.Engine.CreateContainerAsync(new ContainerSpec { Name = "copy", Image = "web:1", Labels = copied }, default);
        await controller.Engine.StartContainerAsync(new ContainerId("copy"), default);
        controller.Engine.Crash("copy");

        await controller.AdvanceAsync(TimeSpan.FromSeconds(31));

        Assert.Equal(["default.web-1-1"], controller.RunningContainers());
        Assert.Equal(1, controller.App("web").HealthyReplicas);
    }

    [Fact]
    public async Task A_supervisor_that_fails_begins_again_from_the_store_without_an_outage()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web").WithReplicas(2));
        await controller.FailSupervisorAsync("web");

        var refusal = (await controller.ScaleAsync("web", 3).WaitAsync(TestController.Guard)).Refused(RefusalKind.DatabaseFailed);
        Assert.StartsWith("Application 'web' is being restored from the database", refusal.Details, StringComparison.Ordinal);
        (await controller.RegisterAsync(An.App("web").WithImage("web:2")).WaitAsync(TestController.Guard)).Refused(RefusalKind.DatabaseFailed);
        await controller.AdvanceAsync(TimeSpan.FromSeconds(2));

        (await controller.ScaleAsync("web", 3)).Granted();
        await controller.HealthyAsync("web", 3);
        Assert.Equal(3, controller.Engine.CountOf(EngineCall.Create));
    }

    [Fact]
    public async Task A_replicas_actor_that_fails_begins_again_without_an_outage()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web").WithReplicas(2));
        controller.Probe.ThrowOnce();

        await controller.AdvanceAsync(TimeSpan.FromSeconds(15));

        await controller.HealthyAsync("web", 2);
        Assert.Equal(2, controller.Engine.CountOf(EngineCall.Create));
    }

    [Fact]
    public async Task The_actor_of_all_applications_begins_again_with_what_the_store_holds_now()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("gone"));
        await controller.RestartControllerAsync();
        await controller.DeployAsync(An.App("web"));
        (await controller.RemoveAsync("gone").WaitAsync(TestController.Guard)).Granted();

        await controller.FailAppsAsync();
        await controller.AdvanceAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(["default.web-1-1"], controller.RunningContainers());
        (await controller.ScaleAsync("web", 2)).Granted();
        (await controller.StartAsync("gone")).Refused(RefusalKind.AppNotFound);
    }

    [Fact]
    public async Task The_containers_of_an_application_that_cannot_be_restored_yet_are_left_alone()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web").WithReplicas(2));
        controller.Store.ReadFailure = new Core.Journal.StoreException("The database is away.");
        await controller.FailSupervisorAsync("web");

        await controller.AdvanceAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(2, controller.RunningContainers().Count());
        controller.Store.ReadFailure = null;
        await controller.AdvanceAsync(TimeSpan.FromSeconds(2));

        (await controller.ScaleAsync("web", 3)).Granted();
    }

    [Fact]
    public async Task A_record_that_cannot_be_read_hurts_no_other_application_and_no_container()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web"));
        await controller.DeployAsync(An.App("other"));
        await controller.SpoilRecordAsync("web");

        await controller.RestartControllerAsync();
        await controller.AdvanceAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(2, controller.RunningContainers().Count());
        await controller.HealthyAsync("other", 1);
        (await controller.ScaleAsync("web", 3).WaitAsync(TestController.Guard)).Refused(RefusalKind.DatabaseFailed);
    }
}
