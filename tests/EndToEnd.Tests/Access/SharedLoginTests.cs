using System.Text.Json.Nodes;
using Orchestry.EndToEnd.Tests.Rig;

namespace Orchestry.EndToEnd.Tests.Access;

/// <summary>A login is a login on every node of a cluster.</summary>
[Collection(Images.Collection)]
[Trait("Needs", "engine")]
public sealed class SharedLoginTests(Images images) : ClusterTest(images, subnet: 151)
{
    [Fact]
    public async Task Who_logged_in_at_a_follower_is_known_to_all_nodes_and_to_the_next_leader_until_it_leaves()
    {
        var leader = (await Cluster.LeaderAsync())!;
        var follower = Cluster.Nodes.First(n => n != leader);
        // The first user was made by the leader; a follower knows it a moment later.
        await Until.TrueAsync("the first user at the follower", async () =>
            (await follower.Api.PostAsync("/login", new JsonObject { ["username"] = "admin", ["password"] = "changeme" })).Status == 200);
        var token = await follower.Api.LogInAsync("admin", "changeme");
        foreach (var node in Cluster.Nodes)
        {
            node.Api.UseToken(token);
            Assert.Equal("admin", (await node.Api.GetAsync("/users/me")).Expect(200).Text("username"));
        }

        var john = new JsonObject { ["username"] = "john", ["password"] = "secretpassword" };
        var redirected = await follower.Api.PostAsync("/users", john);
        redirected.Expect(307);
        Assert.Equal(new Uri(leader.Address, "/users"), redirected.Headers.Location);
        (await leader.Api.PostAsync("/users", john)).Expect(201);

        await leader.KillAsync();
        var next = await Cluster.UntilLedByAnotherAsync(leader);
        Assert.Equal(["admin", "john"], (await next.Api.GetAsync("/users")).Expect(200).EnumerateArray().Select(u => u.Text("username")));
        (await next.Api.PostAsync("/logout")).Expect(204);
        foreach (var node in Cluster.Nodes.Where(n => n.IsThere))
        {
            await Until.TrueAsync($"the login ended at {node.Id}", async () => (await node.Api.GetAsync("/users/me")).Status == 401);
        }

        // Another key than the cluster's is none.
        leader.Settings["ORCHESTRY_KEY_FILE"] = Path.Combine(Cluster.Stage.Folder, "another.key");
        var ended = await Assert.ThrowsAsync<InvalidOperationException>(leader.StartAsync);
        Assert.Contains("another.key (ORCHESTRY_KEY_FILE) is missing, and the database holds what was sealed with it: copy the file of another node", ended.Message, StringComparison.Ordinal);
    }
}
