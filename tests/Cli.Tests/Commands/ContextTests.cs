namespace Orchestry.Cli.Tests.Commands;

public sealed class ContextTests : IDisposable
{
    private readonly CliRunner _cli = new();

    private string ConfigFile => Path.Combine(_cli.Home, ".config/orchestry/config.toml");

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Config_keeps_the_address_and_looks_at_the_controller()
    {
        await using var controller = await FakeController.StartAsync();
        controller.On("GET /health", Examples.Health).On("GET /api/v1/apps", Examples.List);

        var run = await _cli.RunAsync(controller, "config");

        Assert.Equal((0, ""), (run.Code, run.Out));
        Assert.Contains("The controller there is healthy, version 1.0.0.", run.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await _cli.RunAsync(Persona.Orchestry, ["list"])).Code);
    }

    [Fact]
    public async Task Config_asks_a_person_and_keeps_an_address_where_nobody_answers_yet()
    {
        (_cli.IsTerminal, _cli.Input) = (true, "127.0.0.1:1\n");
        _cli.Variables["NO_COLOR"] = "1";

        var run = await _cli.RunAsync(Persona.Orchestry, ["config"]);

        Assert.Equal(0, run.Code);
        Assert.StartsWith("Address of the controller for context 'default' [http://127.0.0.1:8000] ", run.Error, StringComparison.Ordinal);
        Assert.Contains("But: No controller answers at http://127.0.0.1:1", run.Error, StringComparison.Ordinal);
        Assert.Equal("[contexts.default]\ncurrent = true\nhost = \"127.0.0.1\"\napi.scheme = \"http\"\napi.port = 1\n",
            await File.ReadAllTextAsync(ConfigFile));
    }

    [Fact]
    public async Task Config_in_a_script_wants_the_address()
    {
        var run = await _cli.RunAsync(Persona.Orchestry, ["config"]);

        Assert.Equal(ExitCodes.Usage, run.Code);
        Assert.Contains("config --url URL", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Contexts_are_listed_and_switched()
    {
        await _cli.RunAsync(Persona.Orchestry, ["config", "--url", "http://127.0.0.1:1"]);
        await _cli.RunAsync(Persona.Orchestry, ["config", "--url", "http://127.0.0.1:2/behind", "--context", "prod"]);

        Assert.Equal(["CURRENT  NAME     CONTROLLER                 LOGGED IN", "*        default  http://127.0.0.1:1         no",
            "-        prod     http://127.0.0.1:2/behind  no"],
            (await _cli.RunAsync(Persona.Orchestry, ["config", "list"])).OutLines);
        Assert.Equal(0, (await _cli.RunAsync(Persona.Orchestry, ["config", "use", "prod"])).Code);
        Assert.Contains("at http://127.0.0.1:2 (", (await _cli.RunAsync(Persona.Orchestry, ["list"])).Error, StringComparison.Ordinal);
        Assert.Contains("at http://127.0.0.1:1 (", (await _cli.RunAsync(Persona.Orchestry, ["list", "--context", "default"])).Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.NotFound, (await _cli.RunAsync(Persona.Orchestry, ["config", "use", "staging"])).Code);
        Assert.Equal(ExitCodes.NotFound, (await _cli.RunAsync(Persona.Orchestry, ["list", "--context", "staging"])).Code);
    }

    [Fact]
    public async Task The_environment_names_folder_context_and_address()
    {
        _cli.Variables["ORCHESTRY_CONFIG_DIR"] = Path.Combine(_cli.Home, "elsewhere");
        _cli.Write("elsewhere/config.toml", "[contexts.a]\nurl = \"http://127.0.0.1:1\"\n[contexts.b]\nurl = \"http://127.0.0.1:2\"\n");
        _cli.Variables["ORCHESTRY_CONTEXT"] = "b";
        Assert.Contains(":2 (", (await _cli.RunAsync(Persona.Orchestry, ["list"])).Error, StringComparison.Ordinal);

        _cli.Variables["ORCHESTRY_URL"] = "127.0.0.1:3";
        Assert.Contains(":3 (", (await _cli.RunAsync(Persona.Orchestry, ["list"])).Error, StringComparison.Ordinal);
        Assert.Contains(":1 (", (await _cli.RunAsync(Persona.Orchestry, ["list", "--context", "a"])).Error, StringComparison.Ordinal);
        Assert.Contains(":4 (", (await _cli.RunAsync(Persona.Orchestry, ["list", "--url", "127.0.0.1:4"])).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ftp://host")]
    [InlineData("http://user:password@host")]
    [InlineData("not an address")]
    public async Task What_is_no_address_is_told(string address)
    {
        var run = await _cli.RunAsync(Persona.Orchestry, ["list", "--url", address]);

        Assert.Equal(ExitCodes.Usage, run.Code);
        Assert.Contains("is not the address of a controller", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ring_has_its_own_folder_and_words()
    {
        _cli.Variables["RING_CONFIG_DIR"] = Path.Combine(_cli.Home, "ring");
        _cli.Write("ring/config.toml",
            "[contexts.default]\nhost = \"127.0.0.1\"\napi.scheme = \"http\"\napi.port = 1\n[contexts.staging]\ncurrent = true\nhost = \"127.0.0.1\"\napi = { scheme = \"http\", port = 2 }\n");

        Assert.Equal("staging\n", (await _cli.RunAsync(Persona.Ring, ["context", "current-context"])).Out);
        Assert.Contains(":2 (", (await _cli.RunAsync(Persona.Ring, ["deployment", "list"])).Error, StringComparison.Ordinal);
        Assert.Contains(":1 (", (await _cli.RunAsync(Persona.Ring, ["-c", "default", "deployment", "list"])).Error, StringComparison.Ordinal);
        Assert.Equal(3, (await _cli.RunAsync(Persona.Ring, ["context"])).OutLines.Length);
    }

    [Fact]
    public async Task Ring_init_makes_both_files_and_leaves_what_is_there()
    {
        Assert.Equal(0, (await _cli.RunAsync(Persona.Ring, ["init"])).Code);
        var file = Path.Combine(_cli.Home, ".config/kemeter/ring/config.toml");
        Assert.Contains("api.port = 3030", await File.ReadAllTextAsync(file), StringComparison.Ordinal);
        Assert.Equal("{}\n", await File.ReadAllTextAsync(Path.Combine(_cli.Home, ".config/kemeter/ring/auth.json")));
        await File.AppendAllTextAsync(file, "\n[server]\n# mine\n");

        Assert.Equal(0, (await _cli.RunAsync(Persona.Ring, ["init"])).Code);
        Assert.Contains("# mine", await File.ReadAllTextAsync(file), StringComparison.Ordinal);
    }
}
