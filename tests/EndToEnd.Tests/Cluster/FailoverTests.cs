using Orchestry.EndToEnd.Tests.Rig;

namespace Orchestry.EndToEnd.Tests.Cluster;

/// <summary>The leader does not answer any more, and whether it is gone nobody knows: the lease decides.</summary>
[Collection(Images.Collection)]
[Trait("Needs", "engine")]
public sealed class FailoverTests(Images images) : ClusterTest(images, subnet: 140)
{
    // The lease's end and an election, on a machine that may have other work; less than the 20 s after which a silent session would be given up.
    private TimeSpan ByTheLease => Lease + TimeSpan.FromSeconds(12);

    [Fact]
    public async Task A_frozen_leader_is_deposed_and_does_no_harm_when_it_wakes()
    {
        var leader = (await Cluster.LeaderAsync())!;
        await leader.Api.RunAsync(Web("shop"), replicas: 2);
        var frozenAt = Now();
        leader.Freeze();
        // Sent while it sleeps, to be read when it wakes: by then this is not its to grant any more.
        var sleepy = leader.Api.ScaleAsync("shop", 5, wait: false);

        var next = await Cluster.UntilLedByAnotherAsync(leader);
        Assert.InRange(Since(frozenAt), TimeSpan.Zero, ByTheLease);
        (await next.Api.ScaleAsync("shop", 3)).Expect(200);
        leader.Thaw();

        Assert.Contains((await sleepy).Status, new[] { 307, 503 });
        Assert.Equal(next, await Cluster.UntilHealthyAsync());
        await UntilHealthyEverywhereAsync("shop", 3);
        Assert.Equal(3, (await Cluster.Stage.ContainersAsync()).Length);
        (await leader.Api.RegisterAsync(Web("late"))).ExpectError(307, "NOT_LEADER");
    }

    [Fact]
    public async Task A_leader_cut_off_from_the_database_stops_leading_before_another_one_starts()
    {
        var leader = (await Cluster.LeaderAsync())!;
        await leader.Api.RunAsync(Web("shop"), replicas: 2);
        var before = await Cluster.Stage.ContainersAsync();
        var cutAt = Now();
        leader.Wire!.Cut();

        // Whoever sees the next leader sees that the former one has stopped: it is asked after.
        var next = await Until.SeesAsync("another leader", async () =>
            await Task.WhenAll(Cluster.Nodes.Where(n => n != leader).Select(async n => (Node: n, Status: await ClusterRig.Cluster.StatusAsync(n)))) is var seen
            && seen.FirstOrDefault(s => s.Status is { IsLeader: true }).Node is { } found ? found : null);
        Assert.False((await ClusterRig.Cluster.StatusOfAsync(leader)).IsLeader);
        Assert.InRange(Since(cutAt), TimeSpan.Zero, ByTheLease);
        (await next.Api.RegisterAsync(Web("late"))).Expect(201);
        Assert.Equal(503, (await leader.Api.RegisterAsync(Web("never"))).Status);
        // What it knows it still tells.
        Assert.Equal(2, (await leader.Api.AppAsync("shop")).Int("replicas.desired"));

        leader.Wire.Heal();
        Assert.Equal(next, await Cluster.UntilHealthyAsync());
        await UntilHealthyEverywhereAsync("shop", 2);
        Assert.Equal(before, await Cluster.Stage.ContainersAsync());
        // It has to catch up first: what it was cut off in the middle of asking must fail before it asks again.
        await Until.TrueAsync("the former leader has caught up", async () => (await leader.Api.GetAsync("/api/v1/apps/late")).Status == 200);
        (await leader.Api.GetAsync("/api/v1/apps/never")).ExpectError(404, "APP_NOT_FOUND");
    }
}
