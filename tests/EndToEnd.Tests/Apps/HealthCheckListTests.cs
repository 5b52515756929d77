using System.Text.Json.Nodes;
using Orchestry.EndToEnd.Tests.Rig;

namespace Orchestry.EndToEnd.Tests.Apps;

/// <summary>Several checks of one container, commands inside it among them, on the real engine.</summary>
[Collection(Images.Collection)]
[Trait("Needs", "engine")]
public sealed class HealthCheckListTests(Images images) : EngineTest(images, subnet: 155)
{
    [Fact]
    public async Task A_command_that_fails_alerts_and_another_one_stops_the_application_for_good()
    {
        var api = (await Stage.StartControllerAsync()).Api;
        var app = Web("shop").ToJson();
        app.Remove("healthCheck");
        app["healthChecks"] = JsonNode.Parse(
            """
            [
              {"path": "/health", "periodSeconds": 1},
              {"protocol": "TCP", "readiness": false, "periodSeconds": 1},
              {"protocol": "COMMAND", "command": ["sh", "-c", "[ ! -f /full ]"], "onFailure": "alert", "periodSeconds": 1, "failureThreshold": 1},
              {"protocol": "COMMAND", "command": ["sh", "-c", "[ ! -f /expired ]"], "onFailure": "stop", "periodSeconds": 1, "failureThreshold": 2}
            ]
            """);
        (await api.PostAsync("/api/v1/apps/register", app)).Expect(201);
        (await api.StartAsync("shop", replicas: 1)).Expect(200);
        var container = Assert.Single(await Stage.ContainersAsync()).Id;

        await Engine.ExecAsync(container, "touch", "/full");
        await Until.TrueAsync("the alert", async () => (await api.EventsAsync("shop")).Any(e => e.StartsWith("Container shop-1 is unhealthy after", StringComparison.Ordinal)));
        Assert.Single(await api.HealthyAsync("shop"));

        await Engine.ExecAsync(container, "touch", "/expired");
        await Until.TrueAsync("the stop", async () => (await api.AppAsync("shop")).Text("status") == "stopped");
        Assert.Equal(
            "shop-1: unhealthy after 2 failed probes: The command exited with code 1", (await api.AppAsync("shop")).Text("status_reason"));
        await Until.TrueAsync("nothing left", async () => (await Stage.ContainersAsync()).Length == 0);
    }
}
