using System.Text.Json.Nodes;
using Orchestry.Actors.Ingress;
using Orchestry.Core.Apps;
using Orchestry.Core.Ingress;
using Orchestry.Core.Journal;
using Orchestry.Core.Replicas;
using Orchestry.Testing.Apps;
using Orchestry.Testing.Engine;

namespace Orchestry.Actors.Tests.Controller;

[Collection(nameof(ControllerSuite))]
public sealed class DrainTests
{
    [Fact]
    public async Task A_replica_leaves_the_routes_and_finishes_its_requests_before_it_is_told_to_stop()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web").WithReplicas(2));
        controller.Drains.Occupy("web-2");

        await controller.ScaleAsync("web", 1);
        await controller.UntilAsync(() => controller.Drains.Asked.Count == 1);
        await controller.AdvanceAsync(TimeSpan.FromSeconds(20));

        Assert.Equal(ReplicaPhase.Draining, controller.Replica("web-2").Phase);
        Assert.Equal(2, controller.RunningContainers().Count());
        Assert.DoesNotContain(controller.Engine.Calls, c => c.Operation == EngineCall.Stop);
        var table = RoutingTable.Of(1, controller.Ports.ReadModel.Apps, "localhost");
        Assert.Equal(["web-1"], table.Routes[0].Endpoints.Select(e => e.Replica.Name));

        controller.Drains.Finish("web-2");
        await controller.AdvanceUntilAsync(() => controller.RunningContainers().Count() == 1);
        Assert.Contains(controller.Engine.Calls, c => c.Operation == EngineCall.Stop);
    }

    [Fact]
    public async Task Nobody_is_waited_for_from_a_revision_at_which_the_others_still_route_to_it()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web").WithReplicas(2));
        void FailFromNowOn(AppSnapshot app) => controller.Journal.Failure = app.DesiredReplicas == 1 ? new StoreException("away") : null;
        controller.Ports.ReadModel.Published += FailFromNowOn;

        _ = controller.ScaleAsync("web", 1);
        await controller.UntilAsync(() => controller.Replica("web-2").Phase == ReplicaPhase.Draining);
        await controller.AdvanceAsync(TimeSpan.FromSeconds(20));
        Assert.Empty(controller.Drains.Asked);
        Assert.Equal(2, controller.RunningContainers().Count());

        controller.Ports.ReadModel.Published -= FailFromNowOn;
        controller.Journal.Failure = null;
        await controller.AdvanceUntilAsync(() => controller.RunningContainers().Count() == 1);
        var asked = Assert.Single(controller.Drains.Asked);
        var events = await controller.Store.QueryEventsAsync(new EventQuery("web"), CancellationToken.None);
        Assert.True(asked.Revision >= events.Events.Single(e => e.Event.Reason == "ContainerStopping").Revision);
    }

    [Fact]
    public async Task It_waits_from_the_revision_on_at_which_the_routes_are_without_it()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web").WithReplicas(2));

        await controller.ScaleAsync("web", 1, wait: true);

        var asked = Assert.Single(controller.Drains.Asked);
        var events = await controller.Store.QueryEventsAsync(new EventQuery("web"), CancellationToken.None);
        Assert.True(asked.Revision >= events.Events.Single(e => e.Event.Reason == "ContainerStopping").Revision);
        Assert.Equal(("web-2", TimeSpan.FromSeconds(30)), (asked.Replica.Name, asked.AtMost));
    }

    [Fact]
    public async Task A_request_that_does_not_end_keeps_it_only_as_long_as_the_specification_says()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web").WithReplicas(2).WithDrain(7));
        controller.Drains.Occupy("web-2");

        await controller.ScaleAsync("web", 1);
        await controller.AdvanceAsync(TimeSpan.FromSeconds(6.9));
        Assert.Equal(2, controller.RunningContainers().Count());

        await controller.AdvanceAsync(TimeSpan.FromSeconds(1));
        Assert.Single(controller.RunningContainers());
        await EventAsync(controller, "ScaleInCompleted", "1 connections closed after grace");
    }

    [Fact]
    public async Task A_stop_waits_no_longer_for_requests_than_it_was_given()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web"));
        controller.Drains.Occupy("web-1");

        var stopped = controller.StopAsync("web", grace: 3);
        await controller.AdvanceAsync(TimeSpan.FromSeconds(2.9));
        Assert.Single(controller.RunningContainers());
        await controller.AdvanceAsync(TimeSpan.FromSeconds(0.2));

        (await stopped.WaitAsync(TestController.Guard)).Granted();
    }

    [Fact]
    public async Task A_forced_stop_waits_for_nobody()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web"));
        controller.Drains.Occupy("web-1");
        var stopped = controller.StopAsync("web", grace: 30);
        await controller.UntilAsync(() => controller.Drains.Asked.Count == 1);

        (await controller.StopAsync("web", force: true).WaitAsync(TestController.Guard)).Granted();

        (await stopped.WaitAsync(TestController.Guard)).Granted();
        Assert.Empty(controller.RunningContainers());
    }

    [Fact]
    public async Task A_replica_that_dies_while_it_drains_is_not_waited_for()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web").WithReplicas(2));
        controller.Drains.Occupy("web-2");
        await controller.ScaleAsync("web", 1);
        await controller.UntilAsync(() => controller.Drains.Asked.Count == 1);

        controller.Engine.Crash("default.web-2-2", 1);

        await controller.UntilAsync(() => controller.Engine.Containers.Count == 1);
    }

    [Fact]
    public async Task A_worker_has_no_requests_and_is_stopped_at_once()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web").WithReplicas(2).AsWorker());

        await controller.ScaleAsync("web", 1, wait: true);

        Assert.Empty(controller.Drains.Asked);
    }

    [Fact]
    public async Task A_new_leader_goes_on_waiting()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web").WithReplicas(2));
        controller.Drains.Occupy("web-2");
        await controller.ScaleAsync("web", 1);
        await controller.UntilAsync(() => controller.Drains.Asked.Count == 1);

        await controller.RestartControllerAsync();
        await controller.UntilAsync(() => controller.Drains.Asked.Count == 2);
        Assert.Equal(2, controller.RunningContainers().Count());

        controller.Drains.Finish("web-2");
        await controller.UntilAsync(() => controller.RunningContainers().Count() == 1);
        await EventAsync(controller, "ScaleInCompleted", "Scale-in from 2 to 1 completed");
    }

    [Fact]
    public async Task A_rollout_ends_with_what_the_ingress_counted_meanwhile()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web").WithReplicas(2));
        await CountAsync(controller, requests: 100, failed: 1);
        controller.Drains.Occupy("web-2");
        await controller.RegisterAsync(An.App("web").WithImage("web:2"));
        await controller.UntilAsync(() => controller.Drains.Asked.Count == 2);

        await CountAsync(controller, requests: 350, failed: 3);
        controller.Drains.Finish("web-2");
        await controller.UntilAsync(() => controller.Engine.Containers.Count == 2);

        var details = await EventAsync(controller, "RolloutCompleted", "248 requests served, 2 failed, 1 drained, 0 connections closed after grace");
        Assert.Equal(248, (int)details["requests_served"]!);
        Assert.Equal((1, 2), ((int)details["from_revision"]!, (int)details["to_revision"]!));
    }

    private static async Task CountAsync(TestController controller, int requests, int failed)
    {
        var app = new AppTraffic { App = "web", Requests = requests, Failed = failed };
        await controller.Traffic.PostAsync(
            new NodeTraffic("node-1", "first", 0, new IngressState(IngressMode.Embedded, 1), new IngressTraffic([app], [])), CancellationToken.None);
        await controller.AdvanceAsync(TimeSpan.FromSeconds(2));
    }

    private static async Task<JsonNode> EventAsync(TestController controller, string reason, string words)
    {
        await controller.AdvanceUntilAsync(() => controller.Store.Events.Any(e => e.Reason == reason), () => reason);
        var happened = Assert.Single(controller.Store.Events, e => e.Reason == reason);
        Assert.Contains(words, happened.Message, StringComparison.Ordinal);
        return JsonNode.Parse(happened.Details!)!;
    }
}
