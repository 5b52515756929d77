using System.Text.Json.Nodes;
using Orchestry.Core.Apps;
using Orchestry.Core.Engine;
using Orchestry.Core.Journal;
using Orchestry.Core.Replicas;
using Orchestry.Testing.Apps;
using Orchestry.Testing.Engine;

namespace Orchestry.Actors.Tests.Controller;

/// <summary>A new leader shows, and routes to, what was well until it knows better.</summary>
[Collection(nameof(ControllerSuite))]
public sealed class TakeoverTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_healthy_is_shown_as_healthy_all_through_a_change_of_leader_and_nothing_needs_to_be_written(bool isClustered)
    {
        await using var controller = await TestController.StartAsync(isClustered: isClustered);
        await controller.DeployAsync(An.App("web").WithReplicas(3));
        var before = controller.Published.Count;
        var commits = controller.Store.Commits;

        await controller.RestartControllerAsync();
        await controller.AdvanceAsync(TimeSpan.FromMinutes(2));

        Assert.NotEmpty(controller.Published.Skip(before));
        Assert.All(controller.Published.Skip(before), s => Assert.Equal((3, 3, ""), (s.HealthyReplicas, s.CurrentReplicas, s.StatusReason)));
        Assert.Equal(commits, controller.Store.Commits);
        Assert.Equal(3, controller.Engine.CountOf(EngineCall.Create));
    }

    [Fact]
    public async Task A_container_without_a_health_check_is_taken_over_as_ready()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("worker").AsWorker());
        var before = controller.Published.Count;

        await controller.RestartControllerAsync();
        await controller.AdvanceAsync(TimeSpan.FromMinutes(2));

        Assert.All(controller.Published.Skip(before), s => Assert.Equal(1, s.HealthyReplicas));
        (await controller.StartAsync("worker", wait: true).WaitAsync(TestController.Guard)).Granted();
    }

    [Fact]
    public async Task The_figures_of_probes_do_not_go_blank()
    {
        await using var controller = await TestController.StartAsync(isClustered: true);
        await controller.DeployAsync(An.App("web"));
        controller.Probe.Fail("web-1", "Answered 500, expected 200-399");
        await controller.AdvanceAsync(TimeSpan.FromSeconds(11));
        controller.Probe.Hang("web-1");
        var before = controller.Published.Count;

        await controller.RestartControllerAsync();
        await controller.AdvanceAsync(TimeSpan.FromSeconds(2));

        Assert.All(controller.Published.Skip(before).Select(s => s.Replicas.Single()), r => Assert.Equal(
            (ReplicaPhase.Ready, 1, "Answered 500, expected 200-399"), (r.Phase, r.ConsecutiveFailures, r.LastError)));
    }

    [Fact]
    public async Task A_container_that_crashed_in_between_is_found_with_the_reason_and_replaced()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web").WithReplicas(2));
        await controller.KillAsync();
        controller.Engine.Crash("default.web-2-2", exitCode: 3);

        await controller.RestartControllerAsync();
        await controller.HealthyAsync("web", 2);

        Assert.Equal(["default.web-1-1", "default.web-2-3"], controller.RunningContainers());
        Assert.Equal("Container web-2: exited with code 3", await MessageAsync(controller, "ContainerCrashed"));
        Assert.Equal(1, controller.Replica("web-2").Restarts);
    }

    [Fact]
    public async Task A_container_that_somebody_removed_in_between_is_replaced_by_a_new_attempt()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web").WithReplicas(2));
        await controller.KillAsync();
        controller.Engine.RemoveBehindOurBack("default.web-2-2");

        await controller.RestartControllerAsync();
        await controller.HealthyAsync("web", 2);

        Assert.Equal(["default.web-1-1", "default.web-2-3"], controller.RunningContainers());
        Assert.Equal("Container web-2: its container was removed by somebody else", await MessageAsync(controller, "ContainerVanished"));
    }

    [Fact]
    public async Task A_container_that_somebody_started_anew_in_between_has_to_prove_itself_again()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web").WithHealthCheck("""{"initialDelaySeconds": 60}"""));
        await controller.KillAsync();
        controller.Clock.AdvanceTo(controller.Clock.GetUtcNow() + TimeSpan.FromSeconds(5));
        controller.Engine.Crash("default.web-1-1");
        await controller.Engine.StartContainerAsync(new ContainerId("default.web-1-1"), default);
        controller.Probe.Fail("web-1");

        await controller.RestartControllerAsync();
        await controller.AdvanceAsync(TimeSpan.FromSeconds(2));
        Assert.Equal(ReplicaPhase.Starting, controller.Replica("web-1").Phase);
        Assert.Equal("Container web-1 was running and is taken over", await MessageAsync(controller, "ContainerAdopted"));
        controller.Probe.Recover("web-1");
        await controller.AdvanceAsync(TimeSpan.FromSeconds(2));

        await controller.HealthyAsync("web", 1);
        Assert.Equal(1, controller.Engine.CountOf(EngineCall.Create));
    }

    [Fact]
    public async Task While_the_engine_does_not_answer_a_new_leader_the_last_known_is_shown()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web").WithReplicas(3));
        await controller.KillAsync();
        controller.Engine.GoAway();
        var before = controller.Published.Count;

        await controller.RestartControllerAsync();
        await controller.AdvanceAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(3, controller.App("web").HealthyReplicas);
        controller.Engine.ComeBack();
        await controller.AdvanceAsync(TimeSpan.FromSeconds(30));

        Assert.All(controller.Published.Skip(before), s => Assert.Equal(3, s.HealthyReplicas));
        Assert.Contains(controller.App("web").Replicas, r => r.LastCheck > controller.Clock.GetUtcNow() - TimeSpan.FromSeconds(15));
        Assert.Equal(3, controller.Engine.CountOf(EngineCall.Create));
    }

    [Fact]
    public async Task A_container_that_was_being_stopped_is_stopped_by_the_new_leader()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web").WithReplicas(2));
        var gate = controller.Engine.Gate(EngineCall.Stop);
        await controller.ScaleAsync("web", 1);
        await controller.UntilAsync(() => gate.Waiting == 1 && controller.Replica("web-2").Phase == ReplicaPhase.Draining);
        var before = controller.Published.Count;
        await controller.RestartControllerAsync();

        gate.Release();
        await controller.AdvanceAsync(TimeSpan.FromSeconds(11));

        await controller.HealthyAsync("web", 1);
        Assert.Equal(["default.web-1-1"], controller.RunningContainers());
        Assert.All(controller.Published.Skip(before), s => Assert.Equal(1, s.HealthyReplicas));
    }

    [Fact]
    public async Task Nobody_is_retired_because_a_successor_was_ready_once()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web").WithHealthCheck("""{"initialDelaySeconds": 600}"""));
        controller.Probe.Pass(controller.Container("web-1").Id.Value);
        controller.Probe.Fail("web-1");
        await controller.RegisterAsync(An.App("web").WithImage("web:2").WithHealthCheck("""{"initialDelaySeconds": 600}"""));
        await controller.AdvanceAsync(TimeSpan.FromSeconds(5));
        await controller.KillAsync();
        await EditStatusAsync(controller, status => status[1]!["phase"] = "Ready");
        controller.Engine.Crash("default.web-1-2");

        await controller.RestartControllerAsync();
        await controller.AdvanceAsync(TimeSpan.FromSeconds(30));

        Assert.Contains("default.web-1-1", controller.RunningContainers());
        Assert.Equal(0, controller.Engine.CountOf(EngineCall.Stop));
    }

    [Fact]
    public async Task What_a_former_version_has_stored_is_taken_over_without_a_dip()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web").WithReplicas(3));
        await controller.KillAsync();
        await EditStatusAsync(controller, status =>
        {
            foreach (var replica in status)
            {
                var members = replica!.AsObject();
                foreach (var added in new[] { "failure", "lastCheck", "failures", "responseTimeMs" })
                {
                    members.Remove(added);
                }
            }
        });
        var before = controller.Published.Count;

        await controller.RestartControllerAsync();
        await controller.AdvanceAsync(TimeSpan.FromMinutes(1));

        Assert.All(controller.Published.Skip(before), s => Assert.Equal(3, s.HealthyReplicas));
        Assert.Equal(3, controller.Engine.CountOf(EngineCall.Create));
    }

    [Fact]
    public async Task A_status_that_cannot_be_read_is_looked_up_on_the_engine()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web").WithReplicas(3));
        await controller.KillAsync();
        await EditStatusAsync(controller, status => status[0]!["phase"] = "Levitating");

        await controller.RestartControllerAsync();

        await controller.HealthyAsync("web", 3);
        Assert.Equal(3, controller.Engine.CountOf(EngineCall.Create));
        Assert.Single(controller.Logs.WithId(2009));
    }

    private static async Task<string> MessageAsync(TestController controller, string reason) =>
        (await controller.Store.QueryEventsAsync(new EventQuery("web"), CancellationToken.None)).Events.Single(e => e.Event.Reason == reason).Event.Message;

    private static async Task EditStatusAsync(TestController controller, Action<JsonArray> edit)
    {
        var stored = (await controller.Store.FindAsync(new(AppRecordJson.Kind, "default", "web"), CancellationToken.None))!;
        var status = JsonNode.Parse(stored.Status!)!.AsArray();
        edit(status);
        var told = new EventRecord { Type = EventType.Config, Component = "test", Reason = "Edited", Message = "Edited", At = controller.Clock.GetUtcNow() };
        await controller.Store.CommitAsync(
            [new Change(told, new Mutation.Put(stored.Key, stored.Spec, status.ToJsonString()))], 1, CancellationToken.None);
    }
}
