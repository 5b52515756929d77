namespace Orchestry.Cli.Tests.Client;

public sealed class RetryTests : IAsyncLifetime
{
    private const string Removed = """{"message":"ok","app_name":"my-app","containers_removed":3,"volumes_removed":1}""";
    private const string Remove = "DELETE /api/v1/apps/my-app";

    private readonly HastyClock _clock = new();
    private readonly CliRunner _cli;
    private FakeController _controller = null!;

    public RetryTests() => _cli = new CliRunner { Time = _clock };

    public async Task InitializeAsync() => _controller = await FakeController.StartAsync();

    public async Task DisposeAsync()
    {
        await _controller.DisposeAsync();
        _cli.Dispose();
    }

    [Fact]
    public async Task An_election_is_waited_out_as_long_as_the_controller_says()
    {
        _controller.InTurn(
            Remove, FakeController.Json(FakeController.Error("CLUSTER_NOT_READY"), 503, "3"),
                FakeController.Json(FakeController.Error("DATABASE_ERROR"), 503, "4"),
            FakeController.Json(Removed));

        var run = await _cli.RunAsync(_controller, "delete", "my-app", "-f");

        Assert.Equal((0, "my-app: removed with 3 containers and 1 volume\n"), (run.Code, run.Out));
        Assert.Equal(3, _controller.Requests.Count(r => r.Method == "DELETE"));
        Assert.True(_clock.Elapsed >= TimeSpan.FromSeconds(7));
    }

    [Fact]
    public async Task An_election_that_does_not_end_is_given_up()
    {
        _controller.On("GET /api/v1/apps", FakeController.Error("CLUSTER_NOT_READY"), 503, ("Retry-After", "1"));

        var run = await _cli.RunAsync(_controller, "list");

        Assert.Equal(ExitCodes.Failure, run.Code);
        Assert.Contains("no controller leads", run.Error, StringComparison.Ordinal);
        Assert.InRange(_controller.Requests.Count, 5, 40);
    }

    [Fact]
    public async Task A_read_whose_connection_breaks_is_sent_again()
    {
        _controller.InTurn("GET /api/v1/apps", FakeController.Json(FakeController.Error("CLUSTER_NOT_READY"), 503), FakeController.Break,
            FakeController.Json(Examples.List));

        Assert.Equal(0, (await _cli.RunAsync(_controller, "list")).Code);
    }

    [Fact]
    public async Task What_would_be_made_twice_is_not_sent_again_when_it_may_have_been_made()
    {
        _controller.InTurn("POST /namespaces", FakeController.Break, FakeController.Json("{}"));

        var run = await _cli.RingAsync(_controller, "namespace", "create", "shop");

        Assert.Equal(ExitCodes.Failure, run.Code);
        Assert.Contains("may have been carried out, or not", run.Error, StringComparison.Ordinal);
        Assert.Single(_controller.Requests);
    }

    [Fact]
    public async Task What_would_be_made_twice_is_sent_again_when_nothing_was_done()
    {
        _controller.InTurn(
            "POST /namespaces", FakeController.Unavailable("unchanged", isRing: true), FakeController.Unavailable("unchanged", "DATABASE_ERROR", isRing: true),
            FakeController.Json("""{"name":"shop"}""", 201));

        Assert.Equal("Namespace shop created\n", (await _cli.RingAsync(_controller, "namespace", "create", "shop")).Out);
    }

    [Theory]
    [InlineData("unknown", "CLUSTER_NOT_READY")]
    [InlineData("unknown", "DATABASE_ERROR")]
    [InlineData("", "CLUSTER_NOT_READY")]
    public async Task What_would_be_made_twice_is_not_sent_again_when_nobody_can_say_what_became_of_it(string outcome, string code)
    {
        _controller.InTurn("POST /namespaces", FakeController.Unavailable(outcome, code, isRing: true));

        Assert.Equal(ExitCodes.Failure, (await _cli.RingAsync(_controller, "namespace", "create", "shop")).Code);
        Assert.Single(_controller.Requests);
    }

    [Fact]
    public async Task Registered_already_means_yes_after_an_attempt_that_nobody_answered()
    {
        _controller.InTurn("POST /api/v1/apps/register", FakeController.Break, FakeController.Json(FakeController.Error("APP_ALREADY_EXISTS"), 409));

        var run = await _cli.RunAsync(_controller, "register", _cli.Write("app.json", Examples.Spec));

        Assert.Equal((0, "my-app: registered\n"), (run.Code, run.Out));
    }

    [Fact]
    public async Task A_limit_that_ends_soon_is_waited_out_and_one_that_does_not_is_told()
    {
        _controller.InTurn("GET /api/v1/apps", FakeController.Json(FakeController.Error("RATE_LIMIT_EXCEEDED"), 429, "5"), FakeController.Json(Examples.List));
        Assert.Equal(0, (await _cli.RunAsync(_controller, "list")).Code);

        _controller.On("GET /cluster/status", FakeController.Error("RATE_LIMIT_EXCEEDED"), 429, ("Retry-After", "1800"));
        var run = await _cli.RunAsync(_controller, "cluster", "status");
        Assert.Equal(ExitCodes.Failure, run.Code);
        Assert.Contains("RATE_LIMIT_PER_MINUTE", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_controller_of_the_context_is_asked_when_one_is_gone()
    {
        var gone = await FakeController.StartAsync();
        _cli.Write(".config/orchestry/config.toml", $"""
            [contexts.default]
            urls = ["{gone.Url}", "{_controller.Url}"]
            """);
        await gone.DisposeAsync();
        _controller.On("GET /api/v1/apps", Examples.List);

        Assert.Equal(0, (await _cli.RunAsync(Persona.Orchestry, ["list"])).Code);
    }

    [Fact]
    public async Task Nobody_at_the_address_is_told_at_once()
    {
        var gone = await FakeController.StartAsync();
        await gone.DisposeAsync();

        var run = await _cli.RunAsync(gone, "list");

        Assert.Equal((ExitCodes.Unreachable, ""), (run.Code, run.Out));
        Assert.StartsWith($"orchestry: No controller answers at {gone.Url} (Connection refused)\n  next: 'orchestry doctor'", run.Error,
            StringComparison.Ordinal);
        Assert.Equal(TimeSpan.Zero, _clock.Elapsed);
    }

    [Fact]
    public async Task That_nobody_leads_is_an_answer_to_the_question_who_does()
    {
        _controller.On("GET /cluster/leader", FakeController.Error("NO_LEADER", "No leader elected"), 503, ("Retry-After", "1"));

        var run = await _cli.RunAsync(_controller, "cluster", "leader");

        Assert.Equal(ExitCodes.Failure, run.Code);
        Assert.Contains("No leader elected", run.Error, StringComparison.Ordinal);
        Assert.Single(_controller.Requests);
    }

    [Theory]
    [InlineData(404, "APP_NOT_FOUND", ExitCodes.NotFound, "list --all-namespaces")]
    [InlineData(409, "APP_ALREADY_EXISTS", ExitCodes.Conflict, "up NAME")]
    [InlineData(409, "SCALING_IN_PROGRESS", ExitCodes.Failure, "status NAME")]
    [InlineData(401, "UNAUTHORIZED", ExitCodes.NotAllowed, "login --username NAME")]
    [InlineData(403, "FORBIDDEN", ExitCodes.NotAllowed, "a token with the scope")]
    [InlineData(400, "VALIDATION_ERROR", ExitCodes.Usage, "")]
    [InlineData(503, "INSUFFICIENT_RESOURCES", ExitCodes.Failure, "ask for less")]
    [InlineData(500, "DOCKER_ERROR", ExitCodes.Failure, "events NAME")]
    [InlineData(502, "", ExitCodes.Failure, "")]
    public async Task A_refusal_has_its_exit_code_and_says_what_to_do_next(int status, string code, int exitCode, string advice)
    {
        _controller.Refuse("GET /api/v1/apps", status, code, "It can't be", "for a reason");

        var run = await _cli.RunAsync(_controller, "list");

        Assert.Equal((exitCode, ""), (run.Code, run.Out));
        Assert.StartsWith("orchestry: It can't be: for a reason\n", run.Error, StringComparison.Ordinal);
        Assert.Contains(advice, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_broken_rule_is_told_in_a_line()
    {
        const string Broken = """
            {"error":"Invalid application specification","code":"INVALID_SPEC","timestamp":"2026-01-01T00:00:00Z",
             "violations":[{"field":"spec.image","message":"is required"},{"field":"","message":"is no object"}]}
            """;
        _controller.On("POST /api/v1/apps/register", Broken, 400);
        var file = _cli.Write("app.yaml", "metadata: {name: web}");

        var run = await _cli.RunAsync(_controller, "register", file);

        Assert.Equal(ExitCodes.Usage, run.Code);
        Assert.Equal($"orchestry: {file}: Invalid application specification\n  spec.image: is required\n  is no object\n  next: mend it there\n", run.Error);
    }

    [Theory]
    [InlineData("""{"error":"Request validation failed","details":"replicas: must be a number; n: is odd","code":"VALIDATION_ERROR","timestamp":"2026-01-01T00:00:00Z","violations":[{"field":"replicas","message":"must be a number"},{"field":"n","message":"is odd"}]}""",
        "orchestry: Request validation failed\n  replicas: must be a number\n  n: is odd\n")]
    [InlineData("""{"error":"replicas: must be a number; n: is odd","code":"VALIDATION_ERROR","violations":[{"field":"replicas","message":"must be a number"},{"field":"n","message":"is odd"}]}""",
        "orchestry: The request breaks rules\n  replicas: must be a number\n  n: is odd\n")]
    public async Task Broken_rules_are_told_once_in_either_APIs_shape(string answer, string told)
    {
        _controller.On("GET /cluster/status", answer, 400);

        Assert.Equal((ExitCodes.Usage, told), await _cli.RunAsync(_controller, "cluster", "status") is var run ? (run.Code, run.Error) : default);
    }

    [Fact]
    public async Task An_operation_that_was_waited_for_goes_on_when_its_leader_is_killed_after_longer_than_an_election_takes()
    {
        _controller.InTurn(
            "POST /api/v1/apps/my-app/stop",
            http =>
            {
                _clock.Pass(TimeSpan.FromMinutes(2));
                return FakeController.Break(http);
            },
            FakeController.Break, FakeController.Json("""{"message":"ok","app_name":"my-app","status":"stopped"}"""));
        _controller.On("GET /api/v1/apps/my-app", Examples.Detail);

        Assert.Equal((0, "my-app: stopped\n"), await _cli.RunAsync(_controller, "down", "my-app") is var run ? (run.Code, run.Out) : default);
    }

    [Theory]
    [InlineData("table")]
    [InlineData("json")]
    public async Task What_is_no_controller_is_told(string output)
    {
        _controller.On("GET /api/v1/apps", "<html>");

        var run = await _cli.RunAsync(_controller, "list", "--output", output);

        Assert.Equal(ExitCodes.Failure, run.Code);
        Assert.Contains("not what a controller answers", run.Error, StringComparison.Ordinal);
    }
}
