using System.Text.Json.Nodes;
using Orchestry.EndToEnd.Tests.Rig;

namespace Orchestry.EndToEnd.Tests.Lifetime;

/// <summary>The controller goes and comes back, gently or not; its containers stay.</summary>
[Collection(Images.Collection)]
[Trait("Needs", "engine")]
public sealed class RestartTests(Images images) : EngineTest(images, subnet: 107)
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public async Task A_controller_killed_in_the_middle_of_scaling_goes_on_after_it_is_started_again(int containersWhenKilled)
    {
        const int Wanted = 7;
        var controller = await Stage.StartControllerAsync();
        await controller.Api.RunAsync(Web("shop"), replicas: 1);
        (await controller.Api.ScaleAsync("shop", Wanted, wait: false)).Expect(200);
        await Until.TrueAsync("some containers made", async () => (await Stage.ContainersAsync()).Length >= containersWhenKilled);
        await controller.KillAsync();
        var running = (await Stage.ContainersAsync()).Where(c => c.State == "running").Select(c => c.Id).ToArray();

        var api = (await Stage.StartControllerAsync()).Api;
        var shown = await api.UntilHealthyAsync("shop", Wanted);
        Assert.Equal(Enumerable.Range(1, Wanted).Select(slot => $"shop-{slot}"), shown.Select(c => c.Text("name")));
        var there = await Stage.ContainersAsync();
        Assert.Equal(there.Select(c => c.ShortId).Order(), shown.Select(c => c.Text("id")).Order());
        Assert.Superset(running.ToHashSet(), there.Select(c => c.Id).ToHashSet());
        Assert.NotEmpty(running);
    }

    [Fact]
    public async Task A_controller_asked_to_end_does_so_soon_and_leaves_its_containers_to_be_taken_over()
    {
        var controller = await Stage.StartControllerAsync();
        await controller.Api.RunAsync(Web("shop"), replicas: 3);
        var before = await Stage.ContainersAsync();

        var askedAt = Now();
        Assert.Equal(0, await controller.TerminateAsync());
        Assert.InRange(Since(askedAt), TimeSpan.Zero, TimeSpan.FromSeconds(20));
        Assert.Equal(before, await Stage.ContainersAsync());

        // What dies while nobody watches is found by whoever comes next.
        await Engine.KillAsync(before[0].Id);
        var api = (await Stage.StartControllerAsync()).Api;
        await api.UntilHealthyAsync("shop", 3);
        await Until.TrueAsync("the dead one replaced", async () =>
            (await Stage.ContainersAsync()) is { Length: 3 } now && now.All(c => c.State == "running" && c.Id != before[0].Id)
            && now.Count(c => before.Any(b => b.Id == c.Id)) == 2);
        var events = await api.EventsAsync("shop");
        // Those that ran on were never seen otherwise, so nothing is told of them again.
        Assert.Single(events, "Container shop-2 started");
        Assert.Single(events, "Container shop-2 is healthy");
        Assert.Single(events, "Started with 3 replicas");
    }

    [Fact]
    public async Task A_changed_configuration_is_in_force_after_the_next_start()
    {
        var controller = await Stage.StartControllerAsync();
        var before = (await controller.Api.GetAsync("/api/v1/config")).Expect(200);
        Assert.Equal("version controller database scaling health", before.Fields());
        Assert.Equal("host port workers", before.At("controller").Fields());
        Assert.Equal("host port name pool_size", before.At("database").Fields());
        Assert.Equal("default_check_interval default_cooldown max_concurrent_scales", before.At("scaling").Fields());
        Assert.Equal("default_check_interval default_timeout default_failure_threshold", before.At("health").Fields());
        Assert.Equal((30, 180, 10), (
            before.Int("scaling.default_check_interval"), before.Int("scaling.default_cooldown"), before.Int("health.default_check_interval")));

        var changed = (await controller.Api.PutAsync("/api/v1/config", JsonNode.Parse(
            """{"scaling":{"default_check_interval":45,"default_cooldown":300},"health":{"default_check_interval":15}}""")!)).Expect(200);
        Assert.Equal("message restart_required config", changed.Fields());
        Assert.True(changed.At("restart_required").GetBoolean());
        Assert.Equal(45, changed.At("config").Int("scaling.default_check_interval"));
        Assert.Equal(30, (await controller.Api.GetAsync("/api/v1/config")).Expect(200).Int("scaling.default_check_interval"));
        (await controller.Api.PutAsync("/api/v1/config", JsonNode.Parse("""{"health":{"default_timeout":0}}""")!)).ExpectError(400, "VALIDATION_ERROR");

        await controller.KillAsync();
        var after = (await (await Stage.StartControllerAsync()).Api.GetAsync("/api/v1/config")).Expect(200);
        Assert.Equal((45, 300, 15), (
            after.Int("scaling.default_check_interval"), after.Int("scaling.default_cooldown"), after.Int("health.default_check_interval")));
    }

    [Fact]
    public async Task A_second_controller_on_the_same_data_is_refused_and_the_first_one_is_not_disturbed()
    {
        var controller = await Stage.StartControllerAsync();
        var second = await Orchestryd.RunAsync(Stage.Folder, Stage.Settings);
        Assert.Equal(3, second.ExitCode);
        Assert.Contains($"orchestryd: The data folder {Stage.Settings["ORCHESTRY_DATA_DIR"]} is in use by another controller, process ", second.Errors, StringComparison.Ordinal);
        Assert.Contains("ORCHESTRY_DATA_DIR", second.Errors, StringComparison.Ordinal);
        (await controller.Api.RegisterAsync(Web("shop"))).Expect(201);
    }
}
