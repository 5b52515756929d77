using Orchestry.EndToEnd.Tests.Rig;

namespace Orchestry.EndToEnd.Tests.Cluster;

/// <summary>The shared database goes and comes back.</summary>
[Collection(Images.Collection)]
[Trait("Needs", "engine")]
public sealed class DatabaseAwayTests(Images images) : ClusterTest(images, subnet: 142)
{
    [Theory]
    [InlineData("fast")]
    [InlineData("immediate")]
    public async Task While_the_database_is_away_reads_go_on_and_writes_are_refused_at_once_and_afterwards_all_is_as_before(string mode)
    {
        await (await Cluster.LeaderAsync())!.Api.RunAsync(Web("shop"), replicas: 2);
        await UntilHealthyEverywhereAsync("shop", 2);
        var before = await Cluster.Stage.ContainersAsync();

        await Cluster.Postgres!.StopServerAsync(mode);
        foreach (var node in Cluster.Nodes)
        {
            Assert.Equal(2, (await node.Api.AppAsync("shop")).Int("replicas.healthy"));
            (await node.Api.GetAsync("/api/v1/apps")).Expect(200);
            (await node.Api.GetAsync("/api/v1/apps/shop/spec")).Expect(200);
        }

        await Until.TrueAsync("every node saying that nobody leads, or that the database is away", async () =>
            (await Task.WhenAll(Cluster.Nodes.Select(n => n.Api.RegisterAsync(Web("late"))))).All(a => a.Status == 503));
        foreach (var node in Cluster.Nodes)
        {
            var askedAt = Now();
            var refused = (await node.Api.RegisterAsync(Web("late"))).Expect(503);
            // It asks nobody who does not answer, and so waits for no time limit of the database.
            Assert.InRange(Since(askedAt), TimeSpan.Zero, Lease);
            Assert.Contains(refused.Text("code"), new[] { "DATABASE_ERROR", "CLUSTER_NOT_READY" });
            Assert.Equal(2, (await node.Api.AppAsync("shop")).Int("replicas.healthy"));
        }

        Assert.Equal(before, await Cluster.Stage.ContainersAsync());

        await Cluster.Postgres.StartServerAsync();
        (await AskAsync(HttpMethod.Post, "/api/v1/apps/register", Web("late").ToJson())).Expect(201);
        await Cluster.UntilHealthyAsync();
        await UntilHealthyEverywhereAsync("shop", 2);
        Assert.Equal(before, await Cluster.Stage.ContainersAsync());
        (await AskAsync(HttpMethod.Post, "/api/v1/apps/shop/scale", new System.Text.Json.Nodes.JsonObject { ["replicas"] = 3 })).Expect(200);
    }

    [Fact]
    public async Task Connections_that_break_are_made_again_and_cost_no_acknowledged_write()
    {
        for (var i = 0; i < 10; i++)
        {
            foreach (var node in Cluster.Nodes)
            {
                node.Wire!.Tear();
            }

            var answer = await AskAsync(HttpMethod.Post, "/api/v1/apps/register", Web($"app-{i}").ToJson(), TimeSpan.FromSeconds(2));
            // The first answer may have been lost with the connection.
            Assert.Contains(answer.Status, new[] { 201, 409 });
        }

        await Cluster.UntilHealthyAsync();
        await Until.SeesAsync(
            "every application on every node",
            async () => (await ListsAsync()).All(a => a.Expect(200).Int("total") == 10) ? "" : null,
            async () => string.Join('\n', (await ListsAsync()).Select(a => a.Text)) + string.Join("\n---\n", Cluster.Nodes.Select(n => $"{n.Id}:\n{n.Log}")));
    }

    private Task<Answer[]> ListsAsync() => Task.WhenAll(Cluster.Nodes.Select(n => n.Api.GetAsync("/api/v1/apps?format=summary")));
}
