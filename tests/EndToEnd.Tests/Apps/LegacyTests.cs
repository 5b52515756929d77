using System.Text.Json.Nodes;
using Orchestry.EndToEnd.Tests.Rig;

namespace Orchestry.EndToEnd.Tests.Apps;

/// <summary>The way a user of Orchestry 1.0 goes, with the paths its command line asks for.</summary>
[Collection(Images.Collection)]
[Trait("Needs", "engine")]
public sealed class LegacyTests(Images images) : EngineTest(images, subnet: 120)
{
    [Fact]
    public async Task An_application_is_registered_brought_up_scaled_looked_at_brought_down_and_deleted()
    {
        var api = (await Stage.StartControllerAsync()).Api;
        var registered = (await api.PostAsync("/apps/register", Web("shop").ToJson())).Expect(200);
        Assert.Equal(("registered", "shop"), (registered.Text("status"), registered.Text("app")));
        Assert.Equal(("stopped", 0), await StatusAsync());

        var up = (await api.PostAsync("/apps/shop/up")).Expect(200);
        Assert.Equal(("started", 1, 1), (up.Text("status"), up.Int("replicas"), up.Int("started")));
        Assert.Equal(("running", 1), await StatusAsync());
        var scaled = (await api.PostAsync("/apps/shop/scale", new JsonObject { ["replicas"] = 2 })).Expect(200);
        Assert.Equal(("scaled", 2), (scaled.Text("status"), scaled.Int("replicas")));
        var status = (await api.GetAsync("/apps/shop/status")).Expect(200);
        Assert.Equal(
            (await Stage.ContainersAsync()).Select(c => c.ShortId).Order(StringComparer.Ordinal),
            status.List("instances").Select(i => i.Text("container_id")).Order(StringComparer.Ordinal));
        Assert.All(status.List("instances"), i => Assert.Equal("ready", i.Text("state")));

        Assert.Equal("shop", Assert.Single((await api.GetAsync("/apps")).Expect(200).List("apps")).Text("name"));
        Assert.Equal("App", (await api.GetAsync("/apps/shop/raw")).Expect(200).Text("parsed.kind"));
        Assert.Contains(
            (await api.GetAsync("/events?app=shop")).Expect(200).List("events"), e => e.Text("message") == "Scaled from 1 to 2 replicas by request");
        Assert.Equal(2, (await api.GetAsync("/apps/shop/metrics")).Expect(200).Int("metrics.healthy_replicas"));
        (await api.GetAsync("/apps/shop/logs?lines=5")).Expect(200);

        Assert.Equal(2, (await api.PostAsync("/apps/shop/down")).Expect(200).Int("containers_stopped"));
        Assert.Equal(("stopped", 0), await StatusAsync());
        (await api.DeleteAsync("/apps/shop")).Expect(200);
        Assert.Equal("Application 'shop' does not exist", (await api.GetAsync("/apps/shop/status")).Expect(404).Text("detail"));

        async Task<(string, int)> StatusAsync()
        {
            var seen = (await api.GetAsync("/apps/shop/status")).Expect(200);
            return (seen.Text("status"), seen.Int("ready_replicas"));
        }
    }
}
