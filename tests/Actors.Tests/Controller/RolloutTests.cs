using Orchestry.Core.Apps;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Replicas;
using Orchestry.Testing.Apps;
using Orchestry.Testing.Engine;

namespace Orchestry.Actors.Tests.Controller;

[Collection(nameof(ControllerSuite))]
public sealed class RolloutTests
{
    private const string Patient = """{"initialDelaySeconds": 600}""";

    [Fact]
    public async Task A_changed_specification_replaces_one_replica_after_the_other_and_never_fewer_are_ready()
    {
        await using var controller = await TestController.StartAsync();
        controller.Engine.AddImage("web:2", new ContainerBehaviour { CreateTime = TimeSpan.FromSeconds(1), StartTime = TimeSpan.FromSeconds(1) });
        await controller.DeployAsync(An.App("web").WithReplicas(3));
        var before = controller.Published.Count;

        Assert.False((await controller.RegisterAsync(An.App("web").WithImage("web:2"))).Granted().IsNew);
        await controller.AdvanceUntilAsync(() => controller.Engine.Containers.All(c => c.Spec.Image == "web:2") && controller.App("web").HealthyReplicas == 3);

        Assert.All(controller.Published.Skip(before), s => Assert.InRange(s.HealthyReplicas, 3, 4));
        Assert.All(controller.Published.Skip(before), s => Assert.InRange(s.CurrentReplicas, 3, 4));
        Assert.Equal(3, controller.RunningContainers().Count());
        Assert.Single((await controller.RecordAsync("web")).Specs);
    }

    [Fact]
    public async Task A_bad_revision_leaves_the_old_replicas_serving_and_says_why()
    {
        await using var controller = await TestController.StartAsync();
        controller.Engine.AddImage("broken:1", ContainerBehaviour.CannotStart);
        await controller.DeployAsync(An.App("web").WithReplicas(3));
        var before = controller.Published.Count;

        await controller.RegisterAsync(An.App("web").WithImage("broken:1"));
        await controller.AdvanceAsync(TimeSpan.FromMinutes(4));

        Assert.All(controller.Published.Skip(before), s => Assert.Equal(3, s.HealthyReplicas));
        Assert.Equal(AppStatus.Error, controller.App("web").Status);
        Assert.Contains("no such file or directory", controller.App("web").StatusReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fix_of_a_bad_revision_rolls_out_at_once()
    {
        await using var controller = await TestController.StartAsync();
        controller.Engine.AddImage("broken:1", ContainerBehaviour.CannotStart);
        await controller.DeployAsync(An.App("web").WithReplicas(3));
        await controller.RegisterAsync(An.App("web").WithImage("broken:1"));
        await controller.AdvanceAsync(TimeSpan.FromMinutes(4));

        await controller.RegisterAsync(An.App("web").WithImage("web:2"));

        await controller.UntilAsync(() => controller.Engine.Containers.Count == 3 && controller.Engine.Containers.All(c => c.Spec.Image == "web:2"));
        await controller.HealthyAsync("web", 3);
        Assert.Equal(AppStatus.Running, controller.App("web").Status);
    }

    [Fact]
    public async Task A_revision_that_never_becomes_healthy_stops_at_the_first_replica()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web").WithReplicas(3).WithHealthCheck(Patient));
        var old = controller.Engine.Containers.Select(c => c.Id).ToArray();
        foreach (var replica in new[] { "web-1", "web-2", "web-3" })
        {
            controller.Probe.Fail(replica);
        }

        foreach (var id in old)
        {
            controller.Probe.Pass(id.Value);
        }

        await controller.RegisterAsync(An.App("web").WithImage("web:2").WithHealthCheck(Patient));
        await controller.AdvanceAsync(TimeSpan.FromMinutes(4));

        Assert.Equal(3, controller.App("web").HealthyReplicas);
        Assert.Equal(4, controller.Engine.Containers.Count);
        Assert.Contains("web-1: running, not healthy yet (Connection refused)", controller.App("web").StatusReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_specification_again_is_refused_and_changes_nothing()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web").WithReplicas(2));
        // The event of the last replica's readiness may still be on its way to the journal.
        await controller.AdvanceAsync(TimeSpan.FromMinutes(1));
        var commits = controller.Store.Commits;

        var refusal = (await controller.RegisterAsync(An.App("web"))).Refused(RefusalKind.AppAlreadyExists);
        await controller.AdvanceAsync(TimeSpan.FromMinutes(1));

        Assert.Equal("Application 'web' is already registered with this specification; nothing was changed", refusal.Details);
        Assert.Equal(commits, controller.Store.Commits);
        Assert.Equal(2, controller.Engine.CountOf(EngineCall.Create));
    }

    [Fact]
    public async Task A_change_of_the_health_check_alone_replaces_nothing_and_holds_for_what_runs()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web").WithReplicas(2));

        await controller.RegisterAsync(An.App("web").WithHealthCheck("""{"path": "/ready", "periodSeconds": 5, "failureThreshold": 1}"""));
        await controller.AdvanceAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(2, controller.Engine.CountOf(EngineCall.Create));
        Assert.Equal("/ready", controller.Probe.Asked.Last().Check.Path);
        Assert.All(controller.App("web").Replicas, r => Assert.Equal(2, r.SpecRevision));
        controller.Probe.Fail("web-1");
        await controller.AdvanceAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(3, controller.Engine.CountOf(EngineCall.Create));
    }

    [Fact]
    public async Task A_health_check_that_is_added_is_used_by_what_runs_already()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("worker").AsWorker());

        await controller.RegisterAsync(An.App("worker").AsWorker().WithHealthCheck("""{"protocol": "COMMAND", "command": ["ok"]}"""));
        await controller.SettleAsync();

        Assert.Equal(1, controller.Probe.CountOf("worker-1"));
        Assert.Equal(1, controller.Engine.CountOf(EngineCall.Create));
    }

    [Fact]
    public async Task A_health_check_that_is_taken_away_makes_what_runs_healthy()
    {
        await using var controller = await TestController.StartAsync();
        controller.Probe.Fail("worker-1");
        await controller.RegisterAsync(
            An.App("worker").AsWorker().WithHealthCheck("""{"protocol": "COMMAND", "command": ["no"], "initialDelaySeconds": 600}"""));
        await controller.StartAsync("worker", 1);
        await controller.AdvanceAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(ReplicaPhase.Starting, controller.Replica("worker-1").Phase);

        await controller.RegisterAsync(An.App("worker").AsWorker());

        await controller.HealthyAsync("worker", 1);
        Assert.Equal(1, controller.Engine.CountOf(EngineCall.Create));
    }

    [Fact]
    public async Task A_change_of_the_scaling_bounds_alone_replaces_nothing_and_is_obeyed()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web").WithReplicas(2));

        await controller.RegisterAsync(An.App("web").WithScaling("""{"mode": "auto", "minReplicas": 3, "maxReplicas": 4}"""));

        await controller.HealthyAsync("web", 3);
        Assert.Equal(3, controller.Engine.CountOf(EngineCall.Create));
        Assert.Equal(["default.web-1-1", "default.web-2-2", "default.web-3-3"], controller.RunningContainers());
    }
}
