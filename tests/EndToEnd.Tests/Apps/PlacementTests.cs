using Orchestry.EndToEnd.Tests.Rig;

namespace Orchestry.EndToEnd.Tests.Apps;

/// <summary>What of a specification reaches the engine, and what the host can't give.</summary>
[Collection(Images.Collection)]
[Trait("Needs", "engine")]
public sealed class PlacementTests(Images images) : EngineTest(images, subnet: 106)
{
    [Fact]
    public async Task Limits_environment_command_arguments_and_working_folder_are_those_of_the_specification()
    {
        Stage.Settings["CONTAINER_MEMORY_LIMIT"] = "96Mi";
        var api = (await Stage.StartControllerAsync()).Api;
        await api.RunAsync(
            Web("shop") with
            {
                Cpu = "250m",
                Memory = "64Mi",
                Environment = new Dictionary<string, string> { ["GREETING"] = "good day = all" },
                Command = ["httpd", "-f"],
                Args = ["-p", "80", "-h", "."],
                WorkingDir = "/www",
            },
            replicas: 1);
        await api.RunAsync(Web("blog"), replicas: 1);

        var shop = await Engine.InspectAsync((await api.HealthyAsync("shop"))[0].Text("id"));
        Assert.Equal(250_000_000, shop.Int("HostConfig.NanoCpus"));
        Assert.Equal(64 * 1024 * 1024, shop.Int("HostConfig.Memory"));
        Assert.Contains(shop.List("Config.Env"), e => e.GetString() == "GREETING=good day = all");
        Assert.Contains(shop.List("Config.Env"), e => e.GetString() == "FROM_IMAGE=yes");
        Assert.Equal(["httpd", "-f"], shop.List("Config.Entrypoint").Select(e => e.GetString()));
        Assert.Equal(["-p", "80", "-h", "."], shop.List("Config.Cmd").Select(e => e.GetString()));
        Assert.Equal("/www", shop.Text("Config.WorkingDir"));
        Assert.Equal($"/{Stage.Cluster}.shop-1-1", shop.Text("Name"));
        Assert.Equal("v1", shop.At("Config.Labels").Text("version"));

        var blog = await Engine.InspectAsync((await api.HealthyAsync("blog"))[0].Text("id"));
        Assert.Equal(96 * 1024 * 1024, blog.Int("HostConfig.Memory"));
        Assert.Equal(["sh", "/bin/web"], blog.List("Config.Entrypoint").Select(e => e.GetString()));
    }

    [Fact]
    public async Task More_memory_than_the_host_has_is_refused_and_nothing_is_started()
    {
        var api = (await Stage.StartControllerAsync()).Api;
        await Until.TrueAsync("the engine's size known", async () =>
        {
            (await api.RegisterAsync(Web("whale") with { Memory = "64Gi" })).Expect(201);
            var refused = await api.StartAsync("whale", replicas: 100, wait: false);
            (await api.DeleteAsync("/api/v1/apps/whale?force=true")).Expect(200);
            return refused.Status == 503;
        });

        (await api.RegisterAsync(Web("whale") with { Memory = "64Gi" })).Expect(201);
        var refused = (await api.StartAsync("whale", replicas: 100)).ExpectError(503, "INSUFFICIENT_RESOURCES");
        Assert.StartsWith("100 x 65536 MiB for 'whale' do not fit: the host has ", refused.Text("details"), StringComparison.Ordinal);
        Assert.Equal("stopped", (await api.AppAsync("whale")).Text("status"));
        Assert.Empty(await Stage.ContainersAsync());
    }

    [Fact]
    public async Task A_missing_image_is_a_docker_error_that_names_it_and_says_why()
    {
        var api = (await Stage.StartControllerAsync()).Api;
        (await api.RegisterAsync(Web("shop") with { Image = "127.0.0.1:9/nobody/nothing:1" })).Expect(201);
        var askedAt = Now();
        var refused = (await api.StartAsync("shop", replicas: 3)).ExpectError(500, "DOCKER_ERROR");
        Assert.InRange(Since(askedAt), TimeSpan.Zero, TimeSpan.FromSeconds(30));
        Assert.Contains("The engine could not pull image 127.0.0.1:9/nobody/nothing:1", refused.Text("details"), StringComparison.Ordinal);
        Assert.Contains("connection refused", refused.Text("details"), StringComparison.Ordinal);
        Assert.Equal("error", (await api.AppAsync("shop")).Text("status"));
        Assert.Empty(await Stage.ContainersAsync());
    }

    [Fact]
    public async Task A_program_that_is_not_in_the_image_is_a_docker_error_that_names_it()
    {
        var api = (await Stage.StartControllerAsync()).Api;
        (await api.RegisterAsync(Web("shop") with { Command = ["/bin/nothing"] })).Expect(201);
        var refused = (await api.StartAsync("shop", replicas: 1)).ExpectError(500, "DOCKER_ERROR");
        Assert.Contains("/bin/nothing", refused.Text("details"), StringComparison.Ordinal);
        Assert.Contains("Correct the command", refused.Text("details"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_scaling_is_refused_while_the_first_one_is_carried_out()
    {
        var api = (await Stage.StartControllerAsync()).Api;
        await api.RunAsync(Web("shop"), replicas: 1);
        (await api.ScaleAsync("shop", replicas: 8, wait: false)).Expect(200);
        var refused = (await api.ScaleAsync("shop", replicas: 2)).ExpectError(409, "SCALING_IN_PROGRESS");
        Assert.StartsWith("'shop' is still being scaled to 8: ", refused.Text("details"), StringComparison.Ordinal);
        await api.UntilHealthyAsync("shop", 8);
        (await api.ScaleAsync("shop", replicas: 2)).Expect(200);
        Assert.Equal(2, (await Stage.ContainersAsync()).Length);
    }

    [Fact]
    public async Task A_wait_that_runs_out_says_what_is_missing()
    {
        var api = (await Stage.StartControllerAsync()).Api;
        (await api.RegisterAsync(Web("shop") with { Image = Images.Broken, InitialDelay = 60 })).Expect(201);
        (await api.StartAsync("shop", replicas: 1, wait: false)).Expect(200);
        await Until.TrueAsync("its container running", async () => (await api.AppAsync("shop")).Int("replicas.current") == 1);
        var refused = (await api.StartAsync("shop", replicas: 1, timeout: 1)).ExpectError(409, "SCALING_IN_PROGRESS");
        Assert.Contains("has not come to 1 healthy replicas within 1 s", refused.Text("details"), StringComparison.Ordinal);
        Assert.Contains("shop-1: running, not healthy yet", refused.Text("details"), StringComparison.Ordinal);
    }
}
