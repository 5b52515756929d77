using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Orchestry.Cli.Diagnosis;

namespace Orchestry.Cli.Tests.Diagnosis;

[UnsupportedOSPlatform("windows")]
public sealed class DoctorTests : IAsyncLifetime
{
    private readonly CliRunner _cli = new();
    private FakeController _controller = null!;

    public async Task InitializeAsync()
    {
        _controller = await FakeController.StartAsync();
        _controller.On("GET /health", Examples.Health).On("GET /cluster/health", Examples.ClusterHealth).On("GET /api/v1/apps", Examples.List);
    }

    public async Task DisposeAsync()
    {
        await _controller.DisposeAsync();
        _cli.Dispose();
    }

    [Fact]
    public async Task All_is_well()
    {
        var run = await _cli.RunAsync(_controller, "doctor");

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.All(run.OutLines, line => Assert.StartsWith("ok    ", line, StringComparison.Ordinal));
        Assert.Contains("controller and command line are 1.0.0", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_a_token_is_asked_for_the_controller_answers_and_the_token_is_what_fails()
    {
        _controller.Refuse("GET /health", 401, "UNAUTHORIZED").Refuse("GET /api/v1/apps", 401, "UNAUTHORIZED");

        var run = await _cli.RunAsync(_controller, "doctor");

        Assert.Equal(ExitCodes.Failure, run.Code);
        Assert.Contains("ok    controller  ", run.Out, StringComparison.Ordinal);
        Assert.Contains("fail  access      ", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("port", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_may_not_everything_is_good()
    {
        _controller.On("GET /users/me", FakeController.RingError("FORBIDDEN", "The token was not given the scope 'users:read'"), 403);

        var run = await _cli.RingAsync(_controller, "doctor");

        Assert.Equal(0, run.Code);
        Assert.Contains("the token is good, for what it was given: The token was not given the scope 'users:read'", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_says_which_controller_is_asked_is_told()
    {
        _cli.Variables["ORCHESTRY_URL"] = _controller.Url;

        Assert.Contains($"none; {_controller.Url} is asked, as ORCHESTRY_URL says\n", (await _cli.RunAsync(Persona.Orchestry, ["doctor"])).Out, StringComparison.Ordinal);
        Assert.Contains($"{_controller.Url} is asked, as --url says\n", (await _cli.RunAsync(_controller, "doctor")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_is_told_with_what_mends_it()
    {
        _controller.On("GET /health", Examples.Health
                .Replace("\"docker\":{\"status\":\"healthy\",\"containers_running\":15}",
                    "\"docker\":{\"status\":\"unhealthy\",\"containers_running\":null,\"error\":\"no socket\"}", StringComparison.Ordinal)
                .Replace("\"version\":\"1.0.0\"", "\"version\":\"2.0.0\"", StringComparison.Ordinal))
            .On("GET /cluster/health", Examples.ClusterHealth.Replace("\"cluster_ready\":true", "\"cluster_ready\":false", StringComparison.Ordinal))
            .Refuse("GET /api/v1/apps", 401, "UNAUTHORIZED");
        File.SetUnixFileMode(_cli.Write(".config/orchestry/auth.json", "{}"), UnixFileMode.UserRead | UnixFileMode.OtherRead);

        var run = await _cli.RunAsync(_controller, "doctor", "-o", "json");

        Assert.Equal(ExitCodes.Failure, run.Code);
        var remedies = JsonNode.Parse(run.Out)!.AsArray().Where(f => f!["state"]!.GetValue<string>() != "ok")
            .ToDictionary(f => f!["check"]!.GetValue<string>(), f => f!["remedy"]!.GetValue<string>());
        Assert.Equal(["access", "cluster", "engine", "tokens", "versions"], remedies.Keys.Order());
        Assert.StartsWith("chmod 600 ", remedies["tokens"], StringComparison.Ordinal);
        Assert.StartsWith("systemctl start docker", remedies["engine"], StringComparison.Ordinal);
        Assert.Contains("login", remedies["access"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_no_controller_answers_this_machine_is_looked_at()
    {
        await _controller.DisposeAsync();
        _cli.Variables["DOCKER_HOST"] = "unix:///nowhere/docker.sock";

        var run = await _cli.RunAsync(_controller, "doctor");

        Assert.Equal(ExitCodes.Failure, run.Code);
        Assert.Contains("fail  controller  No controller answers", run.Out, StringComparison.Ordinal);
        Assert.Contains("fail  engine      /nowhere/docker.sock", run.Out, StringComparison.Ordinal);
        Assert.Contains("is free for a controller", run.Out, StringComparison.Ordinal);
        Assert.Contains("warn  orchestryd", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_another_program_has_is_told()
    {
        // It listens, but it is no controller.
        _controller.On("GET /health", "hello");

        var run = await _cli.RunAsync(_controller, "doctor");

        Assert.Contains("fail  port", run.Out, StringComparison.Ordinal);
        Assert.Contains("ss -ltnp", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4, "ok")]
    [InlineData(-6, "warn")]
    [InlineData(3600, "warn")]
    public void Clocks_may_differ_by_little(int seconds, string state)
    {
        var now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        Assert.Equal(state, ControllerChecks.Clock(now.AddSeconds(seconds), now).State);
    }

    [Fact]
    public async Task Contexts_that_mean_nothing_are_told_before_anything_else()
    {
        _cli.Write(".config/orchestry/config.toml", "[contexts.a]\n");

        var run = await _cli.RunAsync(Persona.Orchestry, ["doctor"]);

        Assert.Equal(ExitCodes.Failure, run.Code);
        Assert.Contains("contexts.a: has neither url nor host", run.Out, StringComparison.Ordinal);
    }
}
