using System.Text.Json.Nodes;
using Orchestry.ClusterRig.Traffic;
using Orchestry.EndToEnd.Tests.Rig;

namespace Orchestry.EndToEnd.Tests.Ingress;

/// <summary>Every node of a cluster brings requests, whether it leads, and whether there is a leader or a database at all.</summary>
[Collection(Images.Collection)]
[Trait("Needs", "engine")]
public sealed class EveryNodeTests(Images images) : ClusterTest(images, subnet: 145)
{
    [Fact]
    public async Task The_loss_of_the_leader_costs_no_request_of_the_other_nodes_and_changes_go_on_under_load()
    {
        await RunAsync(Fast("shop"), replicas: 3);
        var entrances = Cluster.Nodes.ToDictionary(n => n, n => new Entrance(n.Ingress));
        await using var load = TrafficLoad.Start(new TrafficOptions([.. entrances.Values], "shop.localhost") { Clients = 6 });
        await load.UntilServedAsync(300);

        var leader = (await Cluster.LeaderAsync())!;
        entrances[leader].IsDown = true;
        await leader.KillAsync();
        await load.UntilServedAsync(300);
        var next = await Cluster.UntilLedByAnotherAsync(leader);
        (await AskAsync(HttpMethod.Post, "/api/v1/apps/shop/scale", new JsonObject { ["replicas"] = 2 })).Expect(200);
        (await AskAsync(HttpMethod.Post, "/api/v1/apps/register", (Fast("shop") with { Image = Images.Fast2 }).ToJson())).Expect(200);
        await Until.TrueAsync("every replica of the new image", async () =>
            (await Cluster.Stage.ContainersAsync()) is { Length: 2 } now && now.All(c => c.Image == Images.Fast2 && c.State == "running"));
        await leader.StartAsync();
        await UntilServedByAsync(leader, "shop");
        entrances[leader].IsDown = false;
        Assert.Equal(next, await Cluster.UntilHealthyAsync());
        await UntilHealthyEverywhereAsync("shop", 2);
        await load.UntilServedAsync(300);

        AssertNoneFailed(await load.StopAsync());
        foreach (var node in Cluster.Nodes)
        {
            await using var alone = TrafficLoad.Start(new TrafficOptions([new Entrance(node.Ingress)], "shop.localhost") { Requests = 50 });
            await Until.TrueAsync("50 requests made", () => Task.FromResult(alone.IsDone));
            AssertNoneFailed(await alone.StopAsync());
        }
    }

    [Fact]
    public async Task While_the_database_is_away_traffic_goes_on_through_every_node()
    {
        await RunAsync(Fast("shop"), replicas: 2);
        var loads = Cluster.Nodes.Select(n => TrafficLoad.Start(new TrafficOptions([new Entrance(n.Ingress)], "shop.localhost") { Clients = 2 })).ToArray();
        try
        {
            await Task.WhenAll(loads.Select(l => l.UntilServedAsync(100)));
            await Cluster.Postgres!.StopServerAsync("immediate");
            await Until.TrueAsync("no node leading", async () => await Cluster.LeaderAsync() is null);
            await Task.WhenAll(loads.Select(l => l.UntilServedAsync(200)));
            await Cluster.Postgres.StartServerAsync();
            await Cluster.UntilHealthyAsync();
            (await AskAsync(HttpMethod.Post, "/api/v1/apps/shop/scale", new JsonObject { ["replicas"] = 3 })).Expect(200);
            await UntilHealthyEverywhereAsync("shop", 3);
            await Task.WhenAll(loads.Select(l => l.UntilServedAsync(100)));
        }
        finally
        {
            await Task.WhenAll(loads.Select(l => l.StopAsync()));
        }

        foreach (var load in loads)
        {
            AssertNoneFailed(load.Count);
            await load.DisposeAsync();
        }
    }

    private TestApp Fast(string name) => new(name, Images.Fast) { FailureThreshold = 10 };

    private async Task RunAsync(TestApp app, int replicas)
    {
        await (await Cluster.LeaderAsync())!.Api.RunAsync(app, replicas);
        await Task.WhenAll(Cluster.Nodes.Select(n => UntilServedByAsync(n, app.Name)));
    }

    private static async Task UntilServedByAsync(RigNode node, string app)
    {
        using var http = new HttpClient { DefaultRequestHeaders = { Host = $"{app}.localhost" } };
        await Until.TrueAsync($"{app} served by {node.Id}", async () =>
        {
            using var answer = await http.GetAsync(node.Ingress);
            return answer.IsSuccessStatusCode;
        });
    }

    private void AssertNoneFailed(TrafficCount count)
    {
        Assert.True(
            count.Failed == 0,
            $"{count.Failed} of {count.Requests} failed:\n{string.Join('\n', count.Failures)}\n{string.Join("\n---\n", Cluster.Nodes.Select(n => $"{n.Id}:\n{n.Log}"))}");
        Assert.True(count.Served > 0);
    }
}
