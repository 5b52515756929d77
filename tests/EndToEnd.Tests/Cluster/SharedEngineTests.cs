using Orchestry.EndToEnd.Tests.Rig;

namespace Orchestry.EndToEnd.Tests.Cluster;

/// <summary>One engine, several owners.</summary>
[Collection(Images.Collection)]
[Trait("Needs", "engine")]
public sealed class SharedEngineTests : EngineTest
{
    private readonly Stage _other;

    public SharedEngineTests(Images images)
        : base(images, subnet: 110) => _other = new Stage(Engine, subnet: 111);

    public override async Task DisposeAsync()
    {
        await _other.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task Two_clusters_run_the_same_application_side_by_side_and_never_touch_each_other_s_containers()
    {
        var controller = await Stage.StartControllerAsync();
        var ours = controller.Api;
        var theirs = (await _other.StartControllerAsync()).Api;
        await Task.WhenAll(ours.RunAsync(Web("shop"), replicas: 2), theirs.RunAsync(Web("shop") with { Volume = "orders" }, replicas: 3));
        var before = await _other.ContainersAsync();

        await Engine.KillAsync((await Stage.ContainersAsync())[0].Id);
        await Until.TrueAsync("ours healed", async () => (await ours.EventsAsync("shop")).Contains("Replacing shop-1 at once (killed by signal 9)"));
        await ours.UntilHealthyAsync("shop", 2);
        // A start is when everything that nobody claims is swept.
        await controller.KillAsync();
        ours = (await Stage.StartControllerAsync()).Api;
        await ours.UntilHealthyAsync("shop", 2);
        var removed = (await ours.DeleteAsync("/api/v1/apps/shop")).Expect(200);
        Assert.Equal((2, 0), (removed.Int("containers_removed"), removed.Int("volumes_removed")));

        Assert.Equal(before, await _other.ContainersAsync());
        Assert.Equal(3, (await theirs.HealthyAsync("shop")).Length);
        Assert.DoesNotContain(await theirs.EventsAsync("shop"), e => e.StartsWith("Replacing", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_container_of_the_cluster_that_nobody_claims_is_removed_and_a_foreign_one_is_not()
    {
        var (cluster, other) = (Stage.Cluster, _other.Cluster);
        var stray = await Engine.RunAsync($"{cluster}-stray", Images.Web1, new Dictionary<string, string> { ["orchestry.cluster"] = cluster, ["orchestry.app"] = "gone" });
        var theirs = await Engine.RunAsync($"{cluster}-theirs", Images.Web1, new Dictionary<string, string> { ["orchestry.cluster"] = other, ["orchestry.app"] = "shop" });
        var foreign = await Engine.RunAsync($"{cluster}-foreign", Images.Web1, new Dictionary<string, string> { ["app"] = "shop" });
        try
        {
            var controller = await Stage.StartControllerAsync();
            await controller.Api.RunAsync(Web("shop"), replicas: 1);
            await Until.TrueAsync("the stray gone", async () => (await Stage.ContainersAsync()).All(c => c.Id != stray));

            // One that claims to be a replica of a known application, but is of no attempt that was ever decided on.
            var imposter = await Engine.RunAsync($"{cluster}.shop-9-99", Images.Web1, new Dictionary<string, string>
            {
                ["orchestry.cluster"] = cluster,
                ["orchestry.app"] = "shop",
                ["orchestry.replica"] = "9",
                ["orchestry.attempt"] = "99",
            });
            // The slow look at the engine would find it within half a minute; a start looks at once.
            await controller.KillAsync();
            var api = (await Stage.StartControllerAsync()).Api;
            await Until.TrueAsync("the imposter gone", async () => (await Stage.ContainersAsync()).All(c => c.Id != imposter));
            await Until.TrueAsync("its removal told", async () =>
                (await api.EventsAsync("shop")).Contains($"Removed container {cluster}.shop-9-99, which nothing claims"));
            Assert.Single(await Stage.ContainersAsync());

            Assert.True((await Engine.InspectAsync(foreign)).At("State.Running").GetBoolean());
            Assert.True((await Engine.InspectAsync(theirs)).At("State.Running").GetBoolean());
        }
        finally
        {
            await Engine.RemoveContainerAsync(foreign);
        }
    }
}
