using System.Text.Json.Nodes;

namespace Orchestry.Cli.Tests.Commands;

public sealed class RingApplyTests : IAsyncLifetime
{
    private const string Manifest = """
        namespaces:
          production:
            name: production
        configs:
          app-config:
            namespace: production
            data: "level = $LEVEL"
        deployments:
          web:
            name: web
            namespace: "$NAMESPACE"
            runtime: docker
            image: "myapp:${APP_VERSION}"
            replicas: $REPLICAS
            command: ["sh", "-c", "exec app --port $PORT"]
            secrets:
              DATABASE_PASSWORD: "$DB_PASSWORD"
              PRICE: "$$5"
        """;

    private const string Started = """{"message":"Application started successfully","app_name":"web","replicas":3,"status":"running"}""";

    private const string Env = """
        APP_VERSION=v1.2.3
        REPLICAS=3
        LEVEL=info
        DB_PASSWORD="hunter2: \"#"
        """;

    private readonly CliRunner _cli = new() { Time = new HastyClock() };
    private FakeController _controller = null!;

    public async Task InitializeAsync()
    {
        _controller = await FakeController.StartAsync();
        _controller.On("POST /namespaces", """{"id":"production","name":"production"}""", 201)
            .On("GET /configs", "[]").On("POST /configs", """{"id":"app-config","name":"app-config","namespace":"production","data":""}""", 201)
            .On("POST /deployments", """{"id":"web","name":"web","namespace":"production","status":"creating"}""", 201);
        _cli.Variables["NAMESPACE"] = "production";
    }

    public async Task DisposeAsync()
    {
        await _controller.DisposeAsync();
        _cli.Dispose();
    }

    [Fact]
    public async Task A_manifest_is_applied_with_its_variables_and_what_others_need_comes_first()
    {
        var run = await ApplyAsync();

        Assert.Equal(
            (0, "namespace production created\nconfig app-config created\ndeployment web created (id web, creating)\n", ""), (run.Code, run.Out, run.Error));
        Assert.Equal(["POST /namespaces", "GET /configs?namespace[]=production", "POST /configs", "POST /deployments"],
            _controller.Requests.Select(r => r.Line));
        AssertBody("""{"namespace":"production","data":"level = info","name":"app-config"}""", _controller.Requests[2].Body);
        AssertBody(
            """
            {"name":"web","namespace":"production","runtime":"docker","image":"myapp:v1.2.3","replicas":3,"command":["sh","-c","exec app --port $PORT"],
             "secrets":{"DATABASE_PASSWORD":"hunter2: \\\"#","PRICE":"$5"}}
            """,
            _controller.Requests[3].Body);
    }

    [Fact]
    public async Task Applied_again_it_changes_nothing()
    {
        _controller.On("POST /namespaces", FakeController.RingError("NAMESPACE_ALREADY_EXISTS", "There is a namespace 'production' already"), 409)
            .On("GET /configs", """[{"id":"app-config-x","name":"app-config","namespace":"production","data":"level = info"}]""")
            .On("POST /deployments", """{"id":"web","name":"web","namespace":"production","status":"running"}""");

        var run = await ApplyAsync("-o", "json");

        Assert.Equal(
            [
                """{"kind":"namespace","name":"production","id":"production","action":"unchanged"}""",
                """{"kind":"config","name":"app-config","id":"app-config","action":"unchanged"}""",
                """{"kind":"deployment","name":"web","id":"web","action":"applied","status":"running"}""",
            ],
            run.OutLines);
        Assert.DoesNotContain(_controller.Requests, r => r.Method == "PUT");
    }

    [Fact]
    public async Task A_config_that_differs_is_changed_by_its_id()
    {
        _controller.On("GET /configs", """[{"id":"app-config-x","name":"app-config","namespace":"production","data":"level = debug"}]""").On("PUT /configs/app-config-x", "{}");

        Assert.Contains("config app-config updated\n", (await ApplyAsync()).Out, StringComparison.Ordinal);
        AssertBody("""{"data":"level = info"}""", _controller.Requests.Single(r => r.Method == "PUT").Body);
    }

    [Fact]
    public async Task Variables_that_are_not_set_are_told_all_at_once_and_nothing_is_sent()
    {
        var run = await _cli.RingAsync(_controller, "apply", "-f", _cli.Write("ring.yaml", Manifest));

        Assert.Equal(ExitCodes.Usage, run.Code);
        Assert.Contains("not set\n  APP_VERSION\n  DB_PASSWORD\n  LEVEL\n  REPLICAS\n", run.Error, StringComparison.Ordinal);
        Assert.Empty(_controller.Requests);
    }

    [Fact]
    public async Task A_dry_run_shows_what_would_be_sent_without_secrets()
    {
        var run = await ApplyAsync("--dry-run", "--verbose");

        Assert.Equal(0, run.Code);
        Assert.Empty(_controller.Requests);
        Assert.Contains("\"DATABASE_PASSWORD\": \"********\"", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", run.Out + run.Error, StringComparison.Ordinal);
        Assert.Contains("Would apply deployment web\n", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_is_refused_leaves_the_others_and_the_first_code_counts()
    {
        _controller.On("POST /namespaces", """{"error":"No","code":"FORBIDDEN"}""", 403)
            .On("POST /deployments", FakeController.RingError("VALIDATION_ERROR", "image: is no image", """{"field":"image","message":"is no image"}"""), 400);

        var run = await ApplyAsync();

        Assert.Equal((ExitCodes.NotAllowed, "config app-config created\n"), (run.Code, run.Out));
        Assert.Contains("deployment web failed:\nring: The request breaks rules\n  image: is no image\n", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_wait_it_is_done_when_the_controller_says_that_all_of_it_runs()
    {
        _controller.On("GET /deployments/web", State("running", 3, "")).On("GET /deployments/web/events", "[]").On("POST /api/v1/apps/web/start", Started);

        var run = await ApplyAsync("--wait", "--timeout", "20");

        Assert.Contains("deployment web created (id web, running)\n", run.Out, StringComparison.Ordinal);
        var start = _controller.Requests.Single(r => r.Line == "POST /api/v1/apps/web/start?namespace=production");
        AssertBody("""{"replicas":null,"wait":true,"timeout":20}""", start.Body);
    }

    [Fact]
    public async Task With_wait_a_version_that_does_not_come_is_a_failure_though_the_former_one_serves()
    {
        _controller.On("GET /deployments/web", State("running", 3, ""))
            .Refuse("POST /api/v1/apps/web/start", 500, "DOCKER_ERROR", "Docker daemon error", "web-1: The engine could not pull image myapp:v9");

        var run = await ApplyAsync("--wait");

        Assert.Equal(ExitCodes.Failure, run.Code);
        Assert.Contains("could not pull image myapp:v9\n  next: 'ring deployment events ID'", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("deployment web", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("event_41", 0)]
    [InlineData("event_43", ExitCodes.Failure)]
    public async Task With_wait_a_rollout_that_went_back_since_is_a_failure_with_its_reason(string id, int code)
    {
        _controller.On("POST /deployments", """{"id":"web","name":"web","namespace":"production","status":"running"}""", 200, ("X-Orchestry-Revision", "42"))
            .On("GET /deployments/web", State("running", 3, "")).On("POST /api/v1/apps/web/start", Started)
            .On("GET /deployments/web/events", $$"""
                [{"id":"{{id}}","timestamp":"2024-01-15T10:30:00Z","level":"error","component":"supervisor","reason":"RolloutRolledBack","message":"It is rolled back to revision 3"}]
                """);

        var run = await ApplyAsync("--wait");

        Assert.Equal((code, code != 0), (run.Code, run.Error.Contains("web went back to what ran before\n  It is rolled back to revision 3\n", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task With_wait_a_job_is_done_when_it_has_ended()
    {
        _controller.InTurn(
            "GET /deployments/web", FakeController.Json(Job("creating", "pulling the image")), FakeController.Json(Job("creating", "pulling the image")),
            FakeController.Json(Job("running", "")), FakeController.Json(Job("completed", "")));

        var run = await ApplyAsync("--wait");

        Assert.Contains("deployment web created (id web, completed)\n", run.Out, StringComparison.Ordinal);
        Assert.Contains("web: creating: pulling the image\nweb: running\n", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(_controller.Requests, r => r.Path.EndsWith("/start", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("failed", "exit code 3", "web is failed: exit code 3")]
    [InlineData("running", "web-1: running", "web has not ended within 5 s; it is running: web-1: running")]
    public async Task With_wait_a_job_that_fails_or_goes_on_is_a_failure_with_the_reason(string status, string reason, string told)
    {
        _controller.On("GET /deployments/web", Job(status, reason));

        var run = await ApplyAsync("--wait", "--timeout", "5");

        Assert.Equal(ExitCodes.Failure, run.Code);
        Assert.Contains(told, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_single_deployment_as_the_api_takes_it_is_a_manifest_too()
    {
        var run = await _cli.RingAsync(_controller, "apply", "-f", _cli.Write("one.json", """{"name":"web","runtime":"docker","image":"nginx","replicas":1}"""), "--force");

        Assert.Equal("deployment web created (id web, creating)\n", run.Out);
        Assert.Equal("POST /deployments?force=true", _controller.Last.Line);
    }

    [Fact]
    public async Task What_is_no_manifest_is_told_whole()
    {
        var file = _cli.Write("ring.yaml", "deployment: {}\nconfigs: []\ndeployments:\n  web: 1\n  db: {name: 5}\n");

        var run = await _cli.RingAsync(_controller, "apply", "-f", file);

        Assert.Equal(ExitCodes.Usage, run.Code);
        Assert.Contains(
            "is no manifest\n  deployment: is not known here; known are namespaces, configs, deployments\n  configs: must be a map\n  deployments.web: must be a map\n  deployments.db.name: must be text\n",
            run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_forced_deployment_is_not_sent_twice()
    {
        _controller.InTurn("POST /deployments", FakeController.Break, FakeController.Json("{}"));

        var run = await _cli.RingAsync(_controller, "apply", "-f", _cli.Write("one.json", """{"name":"web","image":"nginx"}"""), "--force");

        Assert.Equal(ExitCodes.Failure, run.Code);
        Assert.Single(_controller.Requests);
    }

    private Task<CliRun> ApplyAsync(params string[] more) =>
        _cli.RingAsync(_controller, ["apply", "-f", _cli.Write("ring.yaml", Manifest), "--env-file", _cli.Write(".env", Env), .. more]);

    private static string State(string status, int instances, string reason) =>
        $$"""{"id":"web","name":"web","namespace":"production","kind":"worker","replicas":3,"status":"{{status}}","instances":[{{string.Join(',', Enumerable.Repeat("\"c\"", instances))}}],"status_reason":"{{reason}}"}""";

    private static string Job(string status, string reason) => State(status, 0, reason).Replace("worker", "job", StringComparison.Ordinal);

    private static void AssertBody(string json, string body) => Assert.True(JsonNode.DeepEquals(JsonNode.Parse(json), JsonNode.Parse(body)), body);
}
