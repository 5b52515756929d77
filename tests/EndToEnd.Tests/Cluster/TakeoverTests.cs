using Orchestry.EndToEnd.Tests.Rig;

namespace Orchestry.EndToEnd.Tests.Cluster;

/// <summary>What a leader left undone is done by the next one, once.</summary>
[Collection(Images.Collection)]
[Trait("Needs", "engine")]
public sealed class TakeoverTests(Images images) : ClusterTest(images, subnet: 143)
{
    [Fact]
    public async Task A_container_that_dies_while_nobody_leads_is_replaced_by_the_next_leader()
    {
        var leader = (await Cluster.LeaderAsync())!;
        await leader.Api.RunAsync(Web("shop"), replicas: 3);
        var before = await Cluster.Stage.ContainersAsync();
        await UntilHealthyEverywhereAsync("shop", 3);

        // Frozen, it leads until its lease is over, and does nothing about it.
        leader.Freeze();
        await Engine.KillAsync(before[0].Id);
        await Cluster.UntilLedByAnotherAsync(leader);
        await Until.TrueAsync("the dead one replaced and the others kept", async () =>
            (await Cluster.Stage.ContainersAsync()) is { Length: 3 } now && now.All(c => c.State == "running" && c.Id != before[0].Id)
            && now.Count(c => before.Any(b => b.Id == c.Id)) == 2);
        leader.Thaw();
        await Cluster.UntilHealthyAsync();
        await UntilHealthyEverywhereAsync("shop", 3);
        Assert.Equal(3, (await Cluster.Stage.ContainersAsync()).Length);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public async Task A_leader_killed_in_the_middle_of_scaling_is_followed_by_one_that_goes_on_and_makes_nothing_twice(int containersWhenKilled)
    {
        const int Wanted = 8;
        var leader = (await Cluster.LeaderAsync())!;
        await leader.Api.RunAsync(Web("shop"), replicas: 1);
        (await leader.Api.ScaleAsync("shop", Wanted, wait: false)).Expect(200);
        await Until.TrueAsync("some containers made", async () => (await Cluster.Stage.ContainersAsync()).Length >= containersWhenKilled);
        await leader.KillAsync();

        // Everything that is ever there from now on: the list at each look.
        var seen = new Dictionary<string, string>();
        await Until.TrueAsync("all replicas healthy by the next leader", async () =>
        {
            foreach (var container in await Cluster.Stage.ContainersAsync())
            {
                var slot = container.Labels["orchestry.replica"];
                Assert.True(seen.TryAdd(slot, container.Id) || seen[slot] == container.Id, $"Slot {slot} was given {container.Name} besides {seen[slot]}");
            }

            return await Cluster.LeaderAsync() is { } now && (await now.Api.AppAsync("shop")).Int("replicas.healthy") == Wanted;
        });
        var there = await Cluster.Stage.ContainersAsync();
        Assert.Equal(Enumerable.Range(1, Wanted).Select(s => $"{s}"), there.Select(c => c.Labels["orchestry.replica"]).Order());
        await leader.StartAsync();
        await Cluster.UntilHealthyAsync();
        await UntilHealthyEverywhereAsync("shop", Wanted);
        Assert.Equal(there, await Cluster.Stage.ContainersAsync());
    }
}
