using Orchestry.EndToEnd.Tests.Rig;

namespace Orchestry.EndToEnd.Tests.CommandLine;

/// <summary>Orchestry's verbs, by the executable, on a real engine.</summary>
[Collection(Images.Collection)]
[Trait("Needs", "engine")]
public sealed class OrchestryVerbsTests(Images images) : EngineTest(images, subnet: 161)
{
    private Cli _cli = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        var controller = await Stage.StartControllerAsync();
        _cli = new Cli(Stage.Folder, controller.Api.Address);
        await WriteAsync("shop.json", Web("shop"));
    }

    [Fact]
    public async Task An_application_is_registered_started_scaled_looked_at_and_removed()
    {
        Assert.Contains("registered", await _cli.DoAsync("register shop.json"), StringComparison.Ordinal);
        Assert.Equal("stopped", (await _cli.JsonAsync("list")).List("apps")[0].Text("status"));
        await _cli.DoAsync("up shop");
        await _cli.DoAsync("scale shop 2");

        Assert.Equal(2, (await _cli.JsonAsync("status shop")).Int("replicas.healthy"));
        Assert.Matches(@"(?m)^shop +running +2/2 ", await _cli.DoAsync("list"));
        var status = await _cli.DoAsync("status shop");
        Assert.All(await Stage.ContainersAsync(), c => Assert.Contains(c.ShortId, status, StringComparison.Ordinal));
        Assert.Contains($"image: {Images.Web1}", await _cli.DoAsync("spec shop"), StringComparison.Ordinal);
        Assert.Equal(Images.Web1, (await _cli.JsonAsync("spec shop --raw")).Text("spec.image"));
        Assert.Contains((await _cli.DoAsync("events shop")).Split('\n'), l => l.Contains("scaling", StringComparison.Ordinal));
        Assert.Equal(2, (await _cli.JsonAsync("metrics shop")).Int("current.healthy_replicas"));
        Assert.Contains("shop", await _cli.DoAsync("metrics"), StringComparison.Ordinal);
        Assert.Contains("healthy", await _cli.DoAsync("info"), StringComparison.Ordinal);

        await _cli.DoAsync("policy shop --max 4 --mode auto");
        Assert.Equal(4, (await _cli.JsonAsync("policy shop")).Int("policy.max_replicas"));
        Assert.NotEmpty(await _cli.DoAsync("explain shop"));
        await File.WriteAllTextAsync(
            Path.Combine(Stage.Folder, "load.json"), """[{"timestamp": "2026-01-01T00:00:00Z", "rps": 10}, {"timestamp": "2026-01-01T00:10:00Z", "rps": 900}]""");
        Assert.True((await _cli.JsonAsync("simulate shop --series load.json --max 9")).Int("proposed.peak_replicas") > 1);
        Assert.NotEmpty(await _cli.DoAsync("simulate shop --series load.json --max 9"));

        await _cli.DoAsync("down shop");
        Assert.DoesNotContain(await Stage.ContainersAsync(), c => c.State == "running");
        Assert.Equal(2, (await _cli.RunAsync("delete shop")).ExitCode);
        await _cli.DoAsync("delete shop -f");
        var gone = await _cli.RunAsync("status shop");
        Assert.Equal((4, ""), (gone.ExitCode, gone.Output));
        Assert.Contains("shop", gone.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_controllers_and_whatever_is_wrong_are_shown()
    {
        Assert.Equal("healthy", (await _cli.JsonAsync("cluster health")).Text("status"));
        Assert.NotEmpty(await _cli.DoAsync("cluster leader"));
        Assert.Contains("leader", await _cli.DoAsync("cluster status"), StringComparison.Ordinal);
        var doctor = await _cli.DoAsync("doctor");
        Assert.Matches("(?m)^ok +engine", doctor);
        Assert.Matches("(?m)^ok +database", doctor);
        Assert.Contains("* ", await _cli.DoAsync("config list"), StringComparison.Ordinal);
        Assert.Contains("orchestry", await _cli.DoAsync("completion bash"), StringComparison.Ordinal);

        var nobody = await _cli.RunAsync("list --url http://127.0.0.1:9");
        Assert.Equal((3, ""), (nobody.ExitCode, nobody.Output));
        Assert.Contains("doctor", nobody.Errors, StringComparison.Ordinal);
        Assert.Equal(1, (await _cli.RunAsync("doctor --url http://127.0.0.1:9")).ExitCode);
        var misspelt = await _cli.RunAsync("lst");
        Assert.Equal((2, ""), (misspelt.ExitCode, misspelt.Output));
    }

    [Fact]
    public async Task A_folder_is_applied_changed_and_compared()
    {
        Directory.CreateDirectory(Path.Combine(Stage.Folder, "all"));
        await WriteAsync("all/shop.json", Web("shop"));
        await WriteAsync("all/blog.json", Web("blog"));

        Assert.Equal(1, (await _cli.RunAsync("apply -f all --diff")).ExitCode);
        await _cli.DoAsync("apply -f all");
        await _cli.DoAsync("apply -f all --diff");
        await WriteAsync("all/blog.json", Web("blog") with { Image = Images.Web2 });
        var differs = await _cli.RunAsync("apply -f all --diff");
        Assert.Equal(1, differs.ExitCode);
        Assert.Contains($"spec.image: \"{Images.Web1}\" -> \"{Images.Web2}\"", differs.Output, StringComparison.Ordinal);
        await _cli.DoAsync("apply -f -", await File.ReadAllTextAsync(Path.Combine(Stage.Folder, "all/blog.json")));

        Assert.Equal([Images.Web2, Images.Web1], (await Stage.ContainersAsync()).OrderBy(c => c.Name, StringComparer.Ordinal).Select(c => c.Image));
        var wrong = await _cli.RunAsync("apply -f -", """{"apiVersion": "v1", "kind": "App", "metadata": {"name": "Wrong Name"}, "spec": {"type": "http"}}""");
        Assert.Equal((2, ""), (wrong.ExitCode, wrong.Output));
        Assert.Contains("app_name", wrong.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_a_terminal_there_are_bars_and_colours_and_what_hangs_is_told_with_its_reason()
    {
        await WriteAsync("broken.json", Web("broken") with { Image = Images.Broken });
        await _cli.DoAsync("register broken.json");

        var hangs = await _cli.RunOnTerminalAsync("up broken --timeout 6");
        Assert.Equal(1, hangs.ExitCode);
        Assert.Contains("\e[", hangs.Output, StringComparison.Ordinal);
        Assert.Contains("404", hangs.Output, StringComparison.Ordinal);
        Assert.Contains('\e', (await _cli.RunOnTerminalAsync("list")).Output);

        // The same in a pipe, as lines.
        var piped = await _cli.RunAsync("up broken --timeout 3");
        Assert.Equal((1, ""), (piped.ExitCode, piped.Output));
        Assert.DoesNotContain('\e', piped.Errors);
        Assert.Contains("404", piped.Errors, StringComparison.Ordinal);
    }

    private Task WriteAsync(string file, TestApp app) => File.WriteAllTextAsync(Path.Combine(Stage.Folder, file), app.ToJson().ToJsonString());
}
