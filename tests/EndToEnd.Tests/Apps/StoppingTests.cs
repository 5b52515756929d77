using Orchestry.EndToEnd.Tests.Rig;

namespace Orchestry.EndToEnd.Tests.Apps;

/// <summary>Stopping and removing, of containers that listen and of some that don't.</summary>
[Collection(Images.Collection)]
[Trait("Needs", "engine")]
public sealed class StoppingTests(Images images) : EngineTest(images, subnet: 104)
{
    [Fact]
    public async Task Applications_that_ignore_SIGTERM_stop_side_by_side_after_their_grace_and_delay_nobody_meanwhile()
    {
        var api = (await Stage.StartControllerAsync()).Api;
        await api.RunAsync(Web("deaf") with { Image = Images.Stubborn }, replicas: 2);
        await api.RunAsync(Web("mute") with { Image = Images.Stubborn }, replicas: 2);
        (await api.RegisterAsync(Web("shop"))).Expect(201);

        var askedAt = Now();
        var stops = Task.WhenAll(api.StopAsync("deaf", timeout: 10), api.StopAsync("mute", timeout: 10));
        await Until.TrueAsync("the stops under way", async () =>
            (await api.AppAsync("deaf")).List("containers").All(c => c.Text("status") == "stopping"));
        (await api.GetAsync("/api/v1/apps")).Expect(200);
        (await api.GetAsync("/api/v1/apps/deaf")).Expect(200);
        (await api.RegisterAsync(Web("blog"))).Expect(201);
        Assert.False(stops.IsCompleted, $"The requests were answered only after the stops, {Since(askedAt)} after they were asked.");

        Assert.All(await stops, stopped => stopped.Expect(200));
        // One grace, not four, and not less than one.
        Assert.InRange(Since(askedAt), TimeSpan.FromSeconds(9.9), TimeSpan.FromSeconds(30));
        Assert.Empty(await Stage.ContainersAsync());
    }

    [Fact]
    public async Task A_forced_stop_kills_at_once_even_while_a_gentle_one_waits()
    {
        var api = (await Stage.StartControllerAsync()).Api;
        await api.RunAsync(Web("deaf") with { Image = Images.Stubborn }, replicas: 2);

        var gently = api.StopAsync("deaf", timeout: 120);
        await Until.TrueAsync("the stop under way", async () =>
            (await api.AppAsync("deaf")).List("containers").All(c => c.Text("status") == "stopping"));
        var forcedAt = Now();
        (await api.StopAsync("deaf", force: true)).Expect(200);
        Assert.InRange(Since(forcedAt), TimeSpan.Zero, TimeSpan.FromSeconds(15));
        (await gently).Expect(200);
        Assert.Empty(await Stage.ContainersAsync());
        Assert.Equal("stopped", (await api.AppAsync("deaf")).Text("status"));
    }

    [Fact]
    public async Task A_container_that_heeds_SIGTERM_does_not_wait_for_its_grace_to_pass()
    {
        var api = (await Stage.StartControllerAsync()).Api;
        await api.RunAsync(Web("shop"), replicas: 2);
        var askedAt = Now();
        (await api.StopAsync("shop", timeout: 60)).Expect(200);
        Assert.InRange(Since(askedAt), TimeSpan.Zero, TimeSpan.FromSeconds(15));
        (await api.StopAsync("shop")).Expect(200);
    }

    [Fact]
    public async Task Removal_takes_the_volumes_along_unless_their_data_is_to_be_kept()
    {
        var api = (await Stage.StartControllerAsync()).Api;
        var app = Web("shop") with { Volume = "orders" };
        await api.RunAsync(app, replicas: 2);
        var volume = Assert.Single(await Stage.VolumesAsync());
        Assert.Equal($"{Stage.Cluster}.shop.orders", volume);
        await Engine.ExecAsync((await api.HealthyAsync("shop"))[0].Text("id"), "touch", "/data/first-order");

        var kept = (await api.DeleteAsync("/api/v1/apps/shop?keep_data=true")).Expect(200);
        Assert.Equal((2, 0), (kept.Int("containers_removed"), kept.Int("volumes_removed")));
        Assert.Equal([volume], await Stage.VolumesAsync());

        // The same name finds its data again.
        await api.RunAsync(app with { HealthPath = "/", Command = ["sh", "-c", "cat /data/first-order && exec httpd -f -p 80 -h /www"] }, replicas: 1);
        var removed = (await api.DeleteAsync("/api/v1/apps/shop?force=true")).Expect(200);
        Assert.Equal((1, 1), (removed.Int("containers_removed"), removed.Int("volumes_removed")));
        Assert.Empty(await Stage.VolumesAsync());
    }

    [Fact]
    public async Task A_name_is_free_as_soon_as_its_removal_is_answered()
    {
        var api = (await Stage.StartControllerAsync()).Api;
        for (var round = 0; round < 20; round++)
        {
            (await api.RegisterAsync(Web("shop"))).Expect(201);
            (await api.DeleteAsync("/api/v1/apps/shop")).Expect(200);
        }
    }
}
