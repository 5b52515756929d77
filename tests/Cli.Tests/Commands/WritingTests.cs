using System.Text.Json.Nodes;

namespace Orchestry.Cli.Tests.Commands;

/// <summary>Commands that change something: what is sent, and what is said of the answer.</summary>
public sealed class WritingTests : IAsyncLifetime
{
    private const string Started = """{"message":"Application started successfully","app_name":"my-app","replicas":3,"status":"running"}""";

    private readonly CliRunner _cli = new();
    private FakeController _controller = null!;

    public async Task InitializeAsync()
    {
        _controller = await FakeController.StartAsync();
        _controller.On("GET /api/v1/apps/my-app/spec", Examples.Spec);
    }

    public async Task DisposeAsync()
    {
        await _controller.DisposeAsync();
        _cli.Dispose();
    }

    [Fact]
    public async Task Up_starts_and_waits()
    {
        _controller.On("POST /api/v1/apps/my-app/start", Started);

        var run = await _cli.RunAsync(_controller, "up", "my-app", "--replicas", "3", "--namespace", "shop");

        Assert.Equal((0, "my-app: running, 3 replicas\n"), (run.Code, run.Out));
        Assert.Equal("POST /api/v1/apps/my-app/start?namespace=shop", _controller.Last.Line);
        AssertBody("""{"replicas":3,"wait":true,"timeout":300}""");
    }

    [Fact]
    public async Task Up_does_not_wait_when_told_not_to()
    {
        _controller.On("POST /api/v1/apps/my-app/start", Started);

        var run = await _cli.RunAsync(_controller, "up", "my-app", "--no-wait", "--timeout", "20", "-o", "json");

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Started), JsonNode.Parse(run.Out)));
        AssertBody("""{"replicas":null,"wait":false,"timeout":20}""");
    }

    [Fact]
    public async Task Up_shows_how_far_each_replica_is_and_why_one_hangs()
    {
        // Not until the health was looked at, so that the test does not depend on how long anything takes.
        var looked = new TaskCompletionSource();
        _controller.On("POST /api/v1/apps/my-app/start", async (http, _) =>
        {
            await looked.Task;
            await FakeController.Json(FakeController.Error("SCALING_IN_PROGRESS", "Scaling operation in progress", "not within 300 s"), 409)(http);
        });
        _controller.On("GET /api/v1/apps/my-app", """
            {"name":"my-app","status":"running","replicas":{"current":2,"desired":3,"healthy":1},
             "metrics":{"cpu_percent":null,"memory_percent":null,"rps":null,"latency_p95_ms":null,"active_connections":null},
             "created_at":"2024-01-15T08:00:00Z","updated_at":"2024-01-15T10:30:00Z","last_scaled_at":null,
             "containers":[{"id":"a1","name":"my-app-1","ip":null,"port":80,"status":"running","health":"healthy","started_at":null},
                           {"id":"a2","name":"my-app-2","ip":null,"port":80,"status":"running","health":"starting","started_at":null}]}
            """);
        _controller.On("GET /api/v1/apps/my-app/health", async (http, before) =>
        {
            await FakeController.Json("""
                {"app_name":"my-app","overall_health":"degraded","healthy_replicas":1,"total_replicas":3,
                 "containers":[{"id":"a2","name":"my-app-2","health":"starting","last_check":null,"consecutive_failures":2,"last_error":"Connection refused"}],"health_check_config":null}
                """)(http);
            if (before == 1)
            {
                looked.SetResult();
            }
        });

        var run = await _cli.RunAsync(_controller, "up", "my-app");

        Assert.Equal((ExitCodes.Failure, ""), (run.Code, run.Out));
        Assert.Contains("my-app: my-app-1 healthy\nmy-app: my-app-2 starting: Connection refused\n", run.Error, StringComparison.Ordinal);
        Assert.Equal(1, run.Error.Split("my-app: my-app-1 healthy").Length - 1);
        Assert.Contains("not within 300 s\n  my-app-2: starting: Connection refused\n", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_of_a_kind_is_told_as_one()
    {
        _controller.On("POST /api/v1/apps/my-app/start", Started.Replace("3", "1", StringComparison.Ordinal));

        Assert.Equal("my-app: running, 1 replica\n", (await _cli.RunAsync(_controller, "up", "my-app")).Out);
    }

    [Fact]
    public async Task Down_stops()
    {
        _controller.On("POST /api/v1/apps/my-app/stop", """{"message":"ok","app_name":"my-app","status":"stopped"}""");

        var run = await _cli.RunAsync(_controller, "down", "my-app", "-f", "--timeout", "5");

        Assert.Equal((0, "my-app: stopped\n"), (run.Code, run.Out));
        AssertBody("""{"force":true,"timeout":5}""");
    }

    [Fact]
    public async Task Scale_scales()
    {
        _controller.On("POST /api/v1/apps/my-app/scale", """{"message":"ok","app_name":"my-app","previous_replicas":3,"current_replicas":5,"scaling_time":45.24}""");

        var run = await _cli.RunAsync(_controller, "scale", "my-app", "5", "--timeout", "60");

        Assert.Equal((0, "my-app: 3 -> 5 replicas in 45.2 s\n"), (run.Code, run.Out));
        AssertBody("""{"replicas":5,"wait":true,"timeout":60}""");
    }

    [Theory]
    [InlineData("y\n", 0, 1)]
    [InlineData("\n", ExitCodes.Failure, 0)]
    public async Task Delete_asks_a_person(string answer, int code, int requests)
    {
        AnswerDelete();
        (_cli.IsTerminal, _cli.Input) = (true, answer);

        var run = await _cli.RunAsync(_controller, "delete", "my-app");

        Assert.Equal((code, requests), (run.Code, _controller.Requests.Count));
        Assert.StartsWith("Remove my-app, its volumes included? [y/N] ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delete_asks_nobody_in_a_script_but_wants_it_said()
    {
        AnswerDelete();

        var run = await _cli.RunAsync(_controller, "delete", "my-app");

        Assert.Equal(ExitCodes.Usage, run.Code);
        Assert.Contains("add -f", run.Error, StringComparison.Ordinal);
        Assert.Empty(_controller.Requests);
        Assert.Equal("my-app: removed with 3 containers and 1 volume\n", (await _cli.RunAsync(_controller, "delete", "my-app", "-f", "--keep-data")).Out);
        Assert.Equal("DELETE /api/v1/apps/my-app?force=true&keep_data=true", _controller.Last.Line);
    }

    [Theory]
    [InlineData(201, "my-app: registered\n")]
    [InlineData(200, "my-app: changed\n")]
    public async Task Register_hands_over_yaml_as_json(int status, string said)
    {
        _controller.On("POST /api/v1/apps/register", """{"message":"ok","app_name":"my-app","status":"registered"}""", status);
        var file = _cli.Write("app.yml", "apiVersion: v1\nkind: App\nmetadata: {name: my-app}\nspec:\n  image: nginx:alpine\n  ports: [{containerPort: 80}]\n");

        var run = await _cli.RunAsync(_controller, "register", file);

        Assert.Equal((0, said), (run.Code, run.Out));
        AssertBody("""{"apiVersion":"v1","kind":"App","metadata":{"name":"my-app"},"spec":{"image":"nginx:alpine","ports":[{"containerPort":80}]}}""");
    }

    [Fact]
    public async Task Register_reads_standard_input_and_refuses_what_it_cant_read()
    {
        _cli.Input = "a: 1\na: 2\n";

        var run = await _cli.RunAsync(_controller, "register", "-");

        Assert.Equal((ExitCodes.Usage, "orchestry: standard input can't be read: line 2, column 1: the key 'a' is there twice\n  next: mend it there\n"),
            (run.Code, run.Error));
        Assert.Empty(_controller.Requests);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_told() =>
        Assert.Contains("/nowhere.json can't be read", (await _cli.RunAsync(_controller, "register", "/nowhere.json")).Error, StringComparison.Ordinal);

    [Fact]
    public async Task Policy_sends_only_what_was_named_and_tells_what_changed()
    {
        _controller.On("PUT /api/v1/apps/my-app/scaling", $$"""
            {"message":"ok","app_name":"my-app","previous_policy":{{Examples.Policy}},"new_policy":{{Examples.Policy.Replace("\"max_replicas\":5", "\"max_replicas\":10", StringComparison.Ordinal)}},
             "previous_mode":"manual","new_mode":"auto"}
            """);

        var run = await _cli.RunAsync(_controller, "policy", "my-app", "--mode", "auto", "--max", "10", "--max-cpu", "70.5");

        AssertBody("""{"mode":"auto","max_replicas":10,"max_cpu_percent":70.5}""");
        Assert.Equal("my-app: mode manual -> auto\nmy-app: max_replicas 5 -> 10\n", run.Out);
    }

    [Fact]
    public async Task Policy_takes_a_file_whole()
    {
        _controller.Refuse("PUT /api/v1/apps/my-app/scaling", 400, "VALIDATION_ERROR");
        var file = _cli.Write("policy.yaml", "schedules:\n  - {cron: 0 8 * * 1-5, duration_seconds: 3600, time_zone: UTC, min_replicas: 3}\n");

        Assert.Equal(ExitCodes.Usage, (await _cli.RunAsync(_controller, "policy", "my-app", "-f", file)).Code);
        AssertBody("""{"schedules":[{"cron":"0 8 * * 1-5","duration_seconds":3600,"time_zone":"UTC","min_replicas":3}]}""");
        Assert.Equal(ExitCodes.Usage, (await _cli.RunAsync(_controller, "policy", "my-app", "-f", file, "--max", "3")).Code);
        Assert.Single(_controller.Requests);
    }

    [Fact]
    public async Task Explain_tells_the_state_the_policy_and_the_decisions()
    {
        _controller.On("GET /api/v1/apps/my-app", Examples.Detail).On("GET /api/v1/apps/my-app/scaling", Examples.Scaling)
            .On("GET /api/v1/apps/my-app/scaling/decisions", Examples.Decisions);

        var run = await _cli.RunAsync(_controller, "explain", "my-app", "-n", "1");

        Assert.Equal("GET /api/v1/apps/my-app/scaling/decisions?limit=1", _controller.Last.Line);
        Assert.Contains("It is scaled automatically between 1 and 5 (specification).", run.Out, StringComparison.Ordinal);
        Assert.Contains("hold 3 -> 3 (12 times since 2024-01-15T09:15:00Z)\n  127 of 150 requests/s\n  rps: 42.5 of 50 (85%)\n  cpu: not known, no limit\n  held by cooldown: 20 s", run.Out, StringComparison.Ordinal);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Examples.Decisions),
            JsonNode.Parse((await _cli.RunAsync(_controller, "explain", "my-app", "-o", "json")).Out)));
    }

    [Fact]
    public async Task Simulate_sends_the_policy_and_shows_both_runs()
    {
        _controller.On("POST /api/v1/apps/my-app/scaling/simulate", Examples.Simulation.Replace("\"samples\",", "\"series\",", StringComparison.Ordinal));
        var series = _cli.Write("series.json", """[{"timestamp":"2024-01-15T09:30:00Z","rps":10}]""");

        var run = await _cli.RunAsync(_controller, "simulate", "my-app", "--target-rps", "30", "--period", "1d", "--series", series);

        AssertBody("""{"period":"1d","policy":{"target_rps_per_replica":30},"series":[{"timestamp":"2024-01-15T09:30:00Z","rps":10}]}""");
        Assert.StartsWith("my-app: 360 samples of the series from 2024-01-15T09:30:00Z to ", run.Out, StringComparison.Ordinal);
        Assert.Contains("difference  +60              -4", run.Out, StringComparison.Ordinal);
        Assert.Contains("3 -> 5  160 of 120 requests/s", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Info_shows_the_controller_and_how_it_is_set()
    {
        _controller.On("GET /health", Examples.Health).On("GET /api/v1/config", Examples.Config);

        var run = await _cli.RunAsync(_controller, "info");

        Assert.Contains("status        healthy, up for 24h", run.Out, StringComparison.Ordinal);
        Assert.Contains("applications  8: 7 running, 1 stopped, 0 in error", run.Out, StringComparison.Ordinal);
        var json = JsonNode.Parse((await _cli.RunAsync(_controller, "info", "-o", "json")).Out)!;
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Examples.Health), json["health"]));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Examples.Config), json["config"]));
        Assert.Contains("\n    \"status\": \"healthy\",", (await _cli.RunAsync(_controller, "info", "-o", "json")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cluster_that_is_not_healthy_has_exit_code_1()
    {
        _controller.On("GET /cluster/health", Examples.ClusterHealth.Replace("healthy", "degraded", StringComparison.Ordinal));

        Assert.Equal(ExitCodes.Failure, (await _cli.RunAsync(_controller, "cluster", "health")).Code);
    }

    private void AnswerDelete() => _controller.On("DELETE /api/v1/apps/my-app", """{"message":"ok","app_name":"my-app","containers_removed":3,"volumes_removed":1}""");

    private void AssertBody(string json) => Assert.True(
        JsonNode.DeepEquals(JsonNode.Parse(json), JsonNode.Parse(_controller.Requests.Last(r => r.Body.Length > 0).Body)),
            _controller.Requests.Last(r => r.Body.Length > 0).Body);
}
