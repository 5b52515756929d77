using Orchestry.Core.Metrics;
using Orchestry.Core.Replicas;

namespace Orchestry.Http.Tests.Ring.Node;

public sealed class NodeTests
{
    [Fact]
    public async Task The_node_has_the_references_fields()
    {
        await using var api = await StartAsync();
        api.Model.Set(SeedData.MyApp.With(SeedData.Replica("my-app", 1, ReplicaPhase.Ready), SeedData.Replica("my-app", 2, ReplicaPhase.Exited)));
        api.Metrics.Host = new HostLoad(15.23, new HostUsage(TimeSpan.Zero, 4, 458, 1000, 231, 1000, 0));
        var version = (await api.Engine.GetInfoAsync(CancellationToken.None)).TryGet(out var info, out _) ? info.Version : "";

        (await api.GetAsync("/node/get")).Is(
            $$"""
            {
              "hostname": "controller-1.local", "cpu_usage": 15.2, "memory_usage": 45.8, "disk_usage": 23.1, "containers_running": 1, "containers_total": 2,
              "docker_version": "{{version}}"
            }
            """);
    }

    [Fact]
    public async Task What_is_not_known_is_null()
    {
        await using var api = await StartAsync();
        api.Engine.GoAway();

        (await api.GetAsync("/node/get")).Is(
            """
            {
              "hostname": "controller-1.local", "cpu_usage": null, "memory_usage": null, "disk_usage": null, "containers_running": 0, "containers_total": 0,
              "docker_version": null
            }
            """);
    }

    [Fact]
    public async Task An_engine_that_does_not_answer_is_not_waited_for()
    {
        await using var api = await StartAsync();
        var gate = api.Engine.Gate(Testing.Engine.EngineCall.Info);
        var answer = api.GetAsync("/node/get");
        await gate.Reached;

        api.Time.Advance(TimeSpan.FromSeconds(2));

        Assert.Contains("\"docker_version\":null", (await answer).Body, StringComparison.Ordinal);
    }

    private static async Task<TestApi> StartAsync()
    {
        var api = await TestApi.StartAsync();
        api.LogIn();
        return api;
    }
}
