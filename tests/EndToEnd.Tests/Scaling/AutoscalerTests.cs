using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestry.ClusterRig.Traffic;
using Orchestry.EndToEnd.Tests.Rig;

namespace Orchestry.EndToEnd.Tests.Scaling;

/// <summary>Real load through the ingress on real containers; times are short, so that a test sees both ways.</summary>
[Collection(Images.Collection)]
[Trait("Needs", "engine")]
public sealed class AutoscalerTests(Images images) : EngineTest(images, subnet: 116)
{
    [Fact]
    public async Task It_scales_out_on_requests_per_second_and_in_again_when_they_end_and_costs_no_request()
    {
        var controller = await RunAsync(new TestApp("shop", Images.Fast) { Scaling = Policy("targetRPSPerReplica", 20) });

        await using (var load = Load(controller, "/", pause: 20))
        {
            await UntilReplicasAsync(controller, 3);
            await load.UntilServedAsync(50);
            var count = await load.StopAsync();
            Assert.True(count.Failed == 0, $"{count.Failed} failed:\n{string.Join('\n', count.Failures)}");
        }

        await AssertToldAsync(controller, "rps_high", "High ");
        await UntilReplicasAsync(controller, 1);
        await Until.TrueAsync("the story of the way back", async () =>
            await controller.Api.EventsAsync("shop") is var events
            && events.Any(e => e.StartsWith("Scaled from 2 to 1 replica due to ", StringComparison.Ordinal))
            && events.Any(e => e.StartsWith("Scale-in from ", StringComparison.Ordinal) && e.Contains(" to 1 completed", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task It_scales_out_on_processor_use()
    {
        var controller = await RunAsync(new TestApp("shop", Images.Fast) { Cpu = "100m", Scaling = Policy("maxCPUPercent", 10) });

        await using var load = Load(controller, "/", pause: 1);
        await UntilReplicasAsync(controller, 2, orMore: true);

        await AssertToldAsync(controller, "cpu_high", "High CPU usage: ");
    }

    [Fact]
    public async Task It_scales_out_on_latency()
    {
        var controller = await RunAsync(new TestApp("shop", Images.Web1) { Scaling = Policy("maxP95LatencyMs", 200) });

        await using var load = Load(controller, "/cgi-bin/slow?1", pause: 1);
        await UntilReplicasAsync(controller, 2, orMore: true);

        await AssertToldAsync(controller, "latency_high", "High ");
    }

    [Fact]
    public async Task It_scales_out_on_open_connections()
    {
        var controller = await RunAsync(new TestApp("shop", Images.Web1) { Scaling = Policy("maxConnPerReplica", 1) });

        await using var load = Load(controller, "/cgi-bin/slow?3", pause: 1);
        await UntilReplicasAsync(controller, 3);

        await AssertToldAsync(controller, "connections_high", "High ");
    }

    [Fact]
    public async Task A_policy_set_by_request_is_in_force_at_once_and_after_a_restart_and_manual_mode_never_scales()
    {
        var controller = await RunAsync(new TestApp("shop", Images.Fast) { Scaling = Policy("targetRPSPerReplica", 20) });
        (await controller.Api.PutAsync("/api/v1/apps/shop/scaling", new JsonObject { ["mode"] = "manual" })).Expect(200);
        await controller.KillAsync();
        controller = await Stage.StartControllerAsync();

        await using var load = Load(controller, "/", pause: 20);
        await Until.TrueAsync("load above what would scale it", async () =>
            (await controller.Api.GetAsync("/api/v1/apps/shop")).Expect(200).At("metrics.rps") is { ValueKind: JsonValueKind.Number } rps && rps.GetDouble() > 40);
        await load.UntilServedAsync(500);
        Assert.Equal("manual", (await controller.Api.GetAsync("/api/v1/apps/shop/scaling")).Expect(200).Text("mode"));
        Assert.Equal(1, (await controller.Api.GetAsync("/api/v1/apps/shop")).Expect(200).Int("replicas.desired"));

        (await controller.Api.PutAsync("/api/v1/apps/shop/scaling", new JsonObject { ["mode"] = "auto", ["max_replicas"] = 2 })).Expect(200);
        await UntilReplicasAsync(controller, 2);
    }

    /// <summary>One metric counts, the others are out of reach.</summary>
    private static string Policy(string metric, int target)
    {
        var policy = new JsonObject
        {
            ["mode"] = "auto",
            ["minReplicas"] = 1,
            ["maxReplicas"] = 3,
            ["targetRPSPerReplica"] = 10_000,
            ["maxP95LatencyMs"] = 30_000,
            ["maxCPUPercent"] = 100,
            ["maxMemoryPercent"] = 100,
            ["maxConnPerReplica"] = 100_000,
            ["windowSeconds"] = 4,
            ["cooldownSeconds"] = 2,
            ["stabilizationWindowSeconds"] = 4,
        };
        policy[metric] = target;
        return policy.ToJsonString();
    }

    private async Task<Controller> RunAsync(TestApp app)
    {
        Stage.Settings["METRICS_INTERVAL"] = "1";
        Stage.Settings["SCALE_CHECK_INTERVAL"] = "1";
        var controller = await Stage.StartControllerAsync();
        await controller.Api.RunAsync(app, replicas: 1);
        return controller;
    }

    private static TrafficLoad Load(Controller controller, string path, int pause) => TrafficLoad.Start(
        new TrafficOptions([new Entrance(controller.Ingress!)], "shop.localhost") { Path = path, Clients = 4, Pause = TimeSpan.FromMilliseconds(pause) });

    private static Task UntilReplicasAsync(Controller controller, int replicas, bool orMore = false) => Until.SeesAsync<object>(
        string.Create(CultureInfo.InvariantCulture, $"{replicas} healthy replicas"),
        async () =>
        {
            var app = (await controller.Api.GetAsync("/api/v1/apps/shop")).Expect(200);
            var (healthy, desired) = (app.Int("replicas.healthy"), app.Int("replicas.desired"));
            return healthy == desired && (orMore ? healthy >= replicas : healthy == replicas) ? controller : null;
        },
        async () => string.Join('\n', await DecisionsAsync(controller)));

    private static async Task<string[]> DecisionsAsync(Controller controller) =>
        [.. (await controller.Api.GetAsync("/api/v1/apps/shop/scaling/decisions?limit=20")).Expect(200).List("decisions").Select(d => d.GetRawText())];

    /// <summary>The event, the newest scaling and the decisions tell the same story.</summary>
    private static async Task AssertToldAsync(Controller controller, string trigger, string reason)
    {
        var events = (await controller.Api.GetAsync("/api/v1/apps/shop/events?type=scaling&limit=100")).Expect(200).List("events");
        var scaled = events.First(e => e.Text("message").StartsWith("Scaled from 1 to ", StringComparison.Ordinal));
        Assert.Equal(trigger, scaled.Text("details.trigger"));
        var last = (await controller.Api.GetAsync("/api/v1/apps/shop/scaling")).Expect(200);
        Assert.Equal("scale_out", last.Text("last_scaling_event.action"));
        Assert.StartsWith(reason, last.Text("last_scaling_event.reason"), StringComparison.Ordinal);
        Assert.Contains(await DecisionsAsync(controller), d => d.Contains($"\"{trigger}\"", StringComparison.Ordinal));
    }
}
