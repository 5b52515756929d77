using Orchestry.EndToEnd.Tests.Rig;

namespace Orchestry.EndToEnd.Tests.Outage;

/// <summary>The engine itself dies, with all containers or after stopping them, and is started again.</summary>
[Collection(Images.Collection)]
[Trait("Needs", "engine")]
public sealed class EngineRestartTests : IAsyncLifetime
{
    private const int Replicas = 3;
    private PrivateEngine _private = null!;
    private Stage _stage = null!;

    public async Task InitializeAsync()
    {
        _private = await PrivateEngine.StartAsync();
        await Images.BuildWebAsync(_private.Engine);
        _stage = new Stage(_private.Engine, subnet: 113);
    }

    public async Task DisposeAsync()
    {
        if (_stage is not null)
        {
            await _stage.DisposeAsync();
        }

        if (_private is not null)
        {
            await _private.DisposeAsync();
        }
    }

    [Fact]
    public async Task After_the_engine_and_all_containers_lost_their_power_every_replica_is_back_once()
    {
        var api = (await _stage.StartControllerAsync()).Api;
        await api.RunAsync(new TestApp("shop", Images.WebImage), Replicas);
        var before = await _stage.ContainersAsync();
        var processes = new List<int>();
        foreach (var container in before)
        {
            processes.Add((await _private.Engine.InspectAsync(container.Id)).Int("State.Pid"));
        }

        await _private.PowerOffAsync(processes);
        await Until.TrueAsync("the loss noticed", async () => (await api.GetAsync("/health")).Expect(200).Text("status") == "degraded");
        await _private.PowerOnAsync();

        await Until.TrueAsync("new containers in the place of the dead ones", async () =>
            (await _stage.ContainersAsync()) is { Length: Replicas } now && now.All(c => c.State == "running" && before.All(b => b.Id != c.Id)));
        var shown = await api.UntilHealthyAsync("shop", Replicas);
        Assert.Equal((await _stage.ContainersAsync()).Select(c => c.ShortId).Order(), shown.Select(c => c.Text("id")).Order());
        Assert.Equal(["shop-1", "shop-2", "shop-3"], shown.Select(c => c.Text("name")));
        await Until.TrueAsync("health again", async () => (await api.GetAsync("/health")).Expect(200).Text("status") == "healthy");
    }
}
