using Orchestry.EndToEnd.Tests.Rig;

namespace Orchestry.EndToEnd.Tests.Outage;

/// <summary>The controller loses sight of its engine, whose containers go on.</summary>
[Collection(Images.Collection)]
[Trait("Needs", "engine")]
public sealed class EngineAwayTests(Images images) : EngineTest(images, subnet: 112)
{
    private string ProxySocket => Path.Combine(Stage.Folder, "engine.sock");

    [Fact]
    public async Task Without_an_engine_the_controller_serves_says_so_and_goes_on_when_there_is_one()
    {
        Stage.Settings["DOCKER_HOST"] = $"unix://{ProxySocket}";
        var api = (await Stage.StartControllerAsync()).Api;
        var health = await Until.SeesAsync("degraded health", async () =>
            (await api.GetAsync("/health")).Expect(200) is var now && now.Text("status") == "degraded" ? (object)now : null);
        var docker = ((System.Text.Json.JsonElement)health).At("components.docker");
        Assert.Equal("unhealthy", docker.Text("status"));
        Assert.Contains($"No Docker engine answers at unix://{ProxySocket}", docker.Text("error"), StringComparison.Ordinal);

        (await api.RegisterAsync(Web("shop"))).Expect(201);
        var refused = await api.StartAsync("shop", replicas: 2, timeout: 2);
        Assert.InRange(refused.Status, 409, 500);
        Assert.Contains($"No Docker engine answers at unix://{ProxySocket}", refused.Body.Text("details"), StringComparison.Ordinal);
        Assert.Equal("shop", (await api.AppAsync("shop")).Text("name"));

        await using var proxy = EngineProxy.Between(ProxySocket, Engine);
        await api.UntilHealthyAsync("shop", 2);
        await Until.TrueAsync("health again", async () => (await api.GetAsync("/health")).Expect(200).Text("status") == "healthy");
        Assert.Equal(2, (await Stage.ContainersAsync()).Length);
    }

    [Fact]
    public async Task What_happens_while_the_connection_is_cut_is_made_up_for_when_it_is_back()
    {
        await using var proxy = EngineProxy.Between(ProxySocket, Engine);
        Stage.Settings["DOCKER_HOST"] = $"unix://{ProxySocket}";
        var api = (await Stage.StartControllerAsync()).Api;
        await api.RunAsync(Web("shop"), replicas: 3);
        var before = await Stage.ContainersAsync();

        await proxy.CutAsync();
        await Until.TrueAsync("the loss noticed", async () => (await api.GetAsync("/health")).Expect(200).Text("status") == "degraded");
        // Probes need no engine: what runs is still known to be well.
        Assert.Equal(3, (await api.HealthyAsync("shop")).Length);
        await Engine.KillAsync(before[0].Id);
        await Engine.RemoveContainerAsync(before[1].Id);
        (await api.ScaleAsync("shop", replicas: 4, wait: false)).Expect(200);

        proxy.Restore();
        await Until.TrueAsync("four running, of which one from before", async () =>
            (await Stage.ContainersAsync()) is { Length: 4 } now && now.All(c => c.State == "running") && now.Count(c => before.Contains(c)) == 1);
        await api.UntilHealthyAsync("shop", 4);
        await AssertNothingTwiceAsync(api, 4);
    }

    [Fact]
    public async Task Cuts_in_the_middle_of_scaling_make_nothing_twice()
    {
        await using var proxy = EngineProxy.Between(ProxySocket, Engine);
        Stage.Settings["DOCKER_HOST"] = $"unix://{ProxySocket}";
        var api = (await Stage.StartControllerAsync()).Api;
        await api.RunAsync(Web("shop"), replicas: 1);
        (await api.ScaleAsync("shop", replicas: 6, wait: false)).Expect(200);
        foreach (var made in new[] { 2, 4 })
        {
            await Until.TrueAsync($"{made} containers made", async () => (await Stage.ContainersAsync()).Length >= made);
            await proxy.CutAsync();
            proxy.Restore();
        }

        await api.UntilHealthyAsync("shop", 6);
        await AssertNothingTwiceAsync(api, 6);
    }

    private async Task AssertNothingTwiceAsync(Api api, int replicas)
    {
        var there = await Stage.ContainersAsync();
        var shown = await api.HealthyAsync("shop");
        Assert.Equal(replicas, there.Length);
        Assert.Equal(there.Select(c => c.ShortId).Order(), shown.Select(c => c.Text("id")).Order());
        Assert.Equal(Enumerable.Range(1, replicas).Select(slot => $"shop-{slot}"), shown.Select(c => c.Text("name")));
    }
}
