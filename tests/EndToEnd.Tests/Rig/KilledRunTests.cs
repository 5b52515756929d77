using System.Text.Json.Nodes;

namespace Orchestry.EndToEnd.Tests.Rig;

/// <summary>The rig itself: a run that was killed leaves things on the engine, which outlive even the engine's restart.</summary>
[Collection(Images.Collection)]
[Trait("Needs", "engine")]
public sealed class KilledRunTests(Images images) : EngineTest(images, subnet: 119)
{
    [Fact]
    public async Task What_a_killed_run_left_on_the_engine_is_not_in_the_way_of_the_next()
    {
        const string Left = "e2e-killed";
        var pool = new JsonObject { ["Config"] = new JsonArray(new JsonObject { ["Subnet"] = "172.30.119.0/24" }) };
        (await Engine.PostAsync("networks/create", new JsonObject { ["Name"] = Left, ["IPAM"] = pool })).Expect(201);
        var container = await Engine.RunAsync($"{Left}-shop-1-1", Images.Web1, new Dictionary<string, string> { ["orchestry.cluster"] = Left });

        var api = (await Stage.StartControllerAsync()).Api;
        await api.RunAsync(Web("shop"), replicas: 1);

        Assert.Equal(404, (await Engine.GetAsync($"networks/{Left}")).Status);
        Assert.Equal(404, (await Engine.GetAsync($"containers/{container}/json")).Status);
    }
}
