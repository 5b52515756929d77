using System.Text.Json.Nodes;
using Orchestry.EndToEnd.Tests.Rig;

namespace Orchestry.EndToEnd.Tests.Cluster;

/// <summary>Any node will do: it answers reads itself and sends writes to the leader.</summary>
[Collection(Images.Collection)]
[Trait("Needs", "engine")]
public sealed class RedirectTests(Images images) : ClusterTest(images, subnet: 141)
{
    [Fact]
    public async Task A_write_to_a_follower_is_redirected_to_the_same_path_and_query_of_the_leader()
    {
        var leader = (await Cluster.LeaderAsync())!;
        foreach (var follower in Cluster.Nodes.Where(n => n != leader))
        {
            var refused = await follower.Api.DeleteAsync("/api/v1/apps/none?force=true");
            Assert.StartsWith($"Request must be sent to leader node: {leader.Address.GetLeftPart(UriPartial.Authority)}", refused.ExpectError(307, "NOT_LEADER").Text("error"), StringComparison.Ordinal);
            Assert.Equal(new Uri(leader.Address, "/api/v1/apps/none?force=true"), refused.Headers.Location);
            Assert.Equal(307, (await follower.Api.RegisterAsync(Web("shop"))).Status);
            Assert.Equal(307, (await follower.Api.ScaleAsync("shop", 2)).Status);
            Assert.Equal(307, (await follower.Api.StopAsync("shop")).Status);
            Assert.Equal(307, (await follower.Api.PutAsync("/api/v1/config", new JsonObject())).Status);
        }

        (await leader.Api.GetAsync("/api/v1/apps/shop")).ExpectError(404, "APP_NOT_FOUND");
        // A client that follows need not know who leads.
        (await AskAsync(HttpMethod.Post, "/api/v1/apps/register", Web("shop").ToJson())).Expect(201);
    }

    [Fact]
    public async Task Every_node_answers_reads_with_the_same_bytes()
    {
        var leader = (await Cluster.LeaderAsync())!;
        await leader.Api.RunAsync(Web("shop"), replicas: 2);
        (await leader.Api.RegisterAsync(Web("idle"))).Expect(201);
        await UntilHealthyEverywhereAsync("shop", 2);

        string[] paths =
        [
            "/api/v1/apps", "/api/v1/apps?status=running", "/api/v1/apps?format=summary", "/api/v1/apps/shop", "/api/v1/apps/idle",
            "/api/v1/apps/shop/spec", "/api/v1/apps/shop/events?limit=1000", "/api/v1/apps/shop/scaling",
        ];
        foreach (var path in paths)
        {
            await Until.TrueAsync($"the same answer of every node to GET {path}", async () =>
                (await Task.WhenAll(Cluster.Nodes.Select(n => n.Api.GetAsync(path)))).DistinctBy(a => (a.Status, a.Text)).Count() == 1);
        }

        var health = await Task.WhenAll(Cluster.Nodes.Select(n => n.Api.GetAsync("/api/v1/apps/shop/health")));
        Assert.Single(health.Select(h => h.Expect(200)).Select(h => (h.Text("overall_health"), h.Int("healthy_replicas"), h.Int("total_replicas"))).Distinct());
    }

    [Fact]
    public async Task Whoever_has_written_reads_it_from_any_node_at_once()
    {
        for (var i = 0; i < 30; i++)
        {
            var app = Web($"app-{i}");
            (await AskAsync(HttpMethod.Post, "/api/v1/apps/register", app.ToJson())).Expect(201);
            foreach (var node in Cluster.Nodes)
            {
                var asked = Client.Revision;
                var read = await Client.TryAsync(node.Address, HttpMethod.Get, $"/api/v1/apps/{app.Name}", null, TimeSpan.FromSeconds(5), CancellationToken.None);
                Assert.True(read.Answer is { Status: 200 } && read.Revision >= asked, $"{node.Id}, asked for revision {asked}: {read.Revision} {read.Told}");
            }
        }
    }

    [Fact]
    public async Task Every_node_tells_the_same_leader_and_term()
    {
        var leader = (await Cluster.LeaderAsync())!;
        var status = (await leader.Api.GetAsync("/cluster/status")).Expect(200);
        Assert.Equal(("leader", true, leader.Id, 3), (status.Text("state"), status.At("is_leader").GetBoolean(), status.Text("leader_id"), status.Int("cluster_size")));
        Assert.Equal(Cluster.Nodes.Select(n => n.Id).Order(), status.List("nodes").Select(n => n.Text("node_id")).Order());
        foreach (var node in Cluster.Nodes)
        {
            var told = (await node.Api.GetAsync("/cluster/leader")).Expect(200);
            Assert.Equal((leader.Id, leader.Address.GetLeftPart(UriPartial.Authority), status.Int("term")), (told.Text("leader_id"), told.Text("api_url"), told.Int("term")));
            var health = (await node.Api.GetAsync("/cluster/health")).Expect(200);
            Assert.Equal(
                ("healthy", "enabled", node.Id, node == leader, true),
                (health.Text("status"), health.Text("clustering"), health.Text("node_id"), health.At("is_leader").GetBoolean(), health.At("cluster_ready").GetBoolean()));
        }
    }
}
