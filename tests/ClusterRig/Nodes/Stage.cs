using System.Collections.Concurrent;
using System.Globalization;

namespace Orchestry.ClusterRig;

/// <summary>
/// A cluster of its own for one test: name, network, data folder, and the controllers it starts. Whatever they made on the engine is removed
/// in the end, whether they did their part or not.
/// </summary>
internal sealed class Stage : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("orchestry-e2e-");
    private readonly Engine _engine;
    private readonly int _subnet;
    private readonly ConcurrentBag<Controller> _controllers = [];

    /// <param name="engine">The engine its controllers use.</param>
    /// <param name="subnet">Its network is 172.30.<paramref name="subnet"/>.0/24.</param>
    public Stage(Engine engine, int subnet) => (_engine, _subnet) = (engine, subnet);

    /// <summary>Its cluster's name, and its network's.</summary>
    public string Cluster { get; } = $"e2e-{Guid.NewGuid():N}"[..12];

    /// <summary>The label of everything that is the cluster's.</summary>
    public string Label => $"orchestry.cluster={Cluster}";

    private string Subnet => string.Create(CultureInfo.InvariantCulture, $"172.30.{_subnet}.0/24");

    public string Folder => _folder.FullName;

    /// <summary>The settings of its controllers; tests may add to them before they start one.</summary>
    public Dictionary<string, string> Settings => field ??= new()
    {
        ["ORCHESTRY_PORT"] = "0",
        ["INGRESS_PORT"] = "0",
        ["RING_PORT"] = "off",
        ["ORCHESTRY_KEY_FILE"] = Path.Combine(Folder, "master.key"),
        ["ORCHESTRY_DATA_DIR"] = Path.Combine(Folder, "data"),
        ["CLUSTER_NAME"] = Cluster,
        ["DOCKER_HOST"] = _engine.Host,
        ["DOCKER_NETWORK"] = Cluster,
        ["DOCKER_SUBNET"] = Subnet,
        ["DOCKER_NAMESPACE_POOL"] = "172.31.0.0/20",
        ["RATE_LIMIT_PER_HOUR"] = "0",
        ["RATE_LIMIT_PER_MINUTE"] = "0",
    };

    public Task<Controller> StartControllerAsync() => StartControllerAsync(Settings);

    /// <summary>Starts one with settings of its own.</summary>
    public async Task<Controller> StartControllerAsync(IReadOnlyDictionary<string, string> settings)
    {
        if (_controllers.IsEmpty)
        {
            await ClearAsync();
        }

        var controller = await Controller.StartAsync(Folder, settings);
        _controllers.Add(controller);
        return controller;
    }

    /// <summary>Removes what a run that was killed left in the way of this one. To be called before the first controller is started otherwise.</summary>
    public async Task ClearAsync()
    {
        if (await _engine.AnswersAsync())
        {
            await _engine.ClearSubnetAsync(Subnet);
        }
    }

    /// <summary>The cluster's containers as the engine knows them.</summary>
    public Task<EngineContainer[]> ContainersAsync() => _engine.ContainersAsync(Label);

    /// <summary>SIGKILL to a container, if it still runs.</summary>
    public Task TryKillAsync(string container) => _engine.PostAsync($"containers/{container}/kill");

    /// <summary>The full id of a container that the API shows by the beginning of it.</summary>
    public async Task<string> IdOfAsync(string shortId) =>
        (await ContainersAsync()).Single(c => c.ShortId == shortId).Id;

    public async Task<string[]> VolumesAsync()
    {
        var filters = Uri.EscapeDataString($$"""{"label":["{{Label}}"]}""");
        var volumes = (await _engine.GetAsync($"volumes?filters={filters}")).Expect(200).At("Volumes");
        return volumes.ValueKind == System.Text.Json.JsonValueKind.Array ? [.. volumes.EnumerateArray().Select(v => v.Text("Name"))] : [];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var controller in _controllers)
        {
            await controller.DisposeAsync();
        }

        if (await _engine.AnswersAsync())
        {
            await Task.WhenAll((await ContainersAsync()).Select(c => _engine.RemoveContainerAsync(c.Id)));
            // An engine asked to create by a controller that was then killed may finish only now.
            await Until.TrueAsync("all containers of the test gone", async () =>
            {
                var left = await ContainersAsync();
                await Task.WhenAll(left.Select(c => _engine.RemoveContainerAsync(c.Id)));
                return left.Length == 0;
            });
            await _engine.RemoveNetworksAsync(Cluster);
            foreach (var volume in await VolumesAsync())
            {
                await _engine.DeleteAsync($"volumes/{volume}");
            }
        }

        _folder.Delete(recursive: true);
    }
}
