using Orchestry.EndToEnd.Tests.Rig;

namespace Orchestry.EndToEnd.Tests.Cluster;

/// <summary>The leader ends, and another node goes on: a session that ends is noticed, so that nobody waits for the end of a lease, which is long here.</summary>
[Collection(Images.Collection)]
[Trait("Needs", "engine")]
public sealed class SuccessionTests(Images images) : ClusterTest(images, subnet: 149, lease: TimeSpan.FromSeconds(60))
{
    [Fact]
    public async Task A_killed_leader_is_followed_at_once_and_nothing_that_was_acknowledged_is_lost()
    {
        var leader = (await Cluster.LeaderAsync())!;
        var term = (await ClusterRig.Cluster.StatusOfAsync(leader)).Term;
        await leader.Api.RunAsync(Web("shop"), replicas: 2);
        var before = await Cluster.Stage.ContainersAsync();

        var killedAt = Now();
        await leader.KillAsync();
        (await AskAsync(HttpMethod.Post, "/api/v1/apps/register", Web("late").ToJson())).Expect(201);
        AssertNotOutwaited(killedAt);

        var next = await Cluster.UntilLedByAnotherAsync(leader);
        Assert.True((await ClusterRig.Cluster.StatusOfAsync(next)).Term > term);
        await UntilHealthyEverywhereAsync("shop", 2);
        Assert.Equal(before, await Cluster.Stage.ContainersAsync());

        await leader.StartAsync();
        Assert.Equal(next, await Cluster.UntilHealthyAsync());
        await UntilHealthyEverywhereAsync("shop", 2);
    }

    [Fact]
    public async Task A_leader_asked_to_end_hands_over_and_its_containers_run_on()
    {
        var leader = (await Cluster.LeaderAsync())!;
        await leader.Api.RunAsync(Web("shop"), replicas: 2);
        var before = await Cluster.Stage.ContainersAsync();

        var askedAt = Now();
        var ending = leader.TerminateAsync();
        var next = await Cluster.UntilLedByAnotherAsync(leader);
        (await next.Api.RegisterAsync(Web("late"))).Expect(201);
        AssertNotOutwaited(askedAt);
        await ending;

        await UntilHealthyEverywhereAsync("shop", 2);
        Assert.Equal(before, await Cluster.Stage.ContainersAsync());
        await Until.TrueAsync("the one that left out of the list", async () =>
            (await next.Api.GetAsync("/cluster/status")).Expect(200).List("nodes").All(n => n.Text("node_id") != leader.Id));
    }

    private void AssertNotOutwaited(long since) => Assert.InRange(Since(since), TimeSpan.Zero, Lease * 0.7);
}
