using Microsoft.AspNetCore.Http;

namespace Orchestry.Cli.Tests.Commands;

/// <summary>A job runs once, whatever is said again and whoever is killed.</summary>
public sealed class JobTests : IAsyncLifetime
{
    private const string Spec = """{"metadata":{"name":"my-job"},"spec":{"type":"job","image":"a"}}""";
    private const string Started = """{"message":"Application started successfully","app_name":"my-job","replicas":1,"status":"running"}""";
    private const string Look = "GET /api/v1/apps/my-job";
    private const string Start = "POST /api/v1/apps/my-job/start";

    private readonly CliRunner _cli = new() { Time = new HastyClock() };
    private FakeController _controller = null!;

    public async Task InitializeAsync()
    {
        _controller = await FakeController.StartAsync();
        _controller.On("GET /api/v1/apps/my-job/spec", Spec).Refuse("POST /api/v1/apps/register", 409, "APP_ALREADY_EXISTS");
    }

    public async Task DisposeAsync()
    {
        await _controller.DisposeAsync();
        _cli.Dispose();
    }

    [Fact]
    public async Task Applied_again_it_is_not_run_again()
    {
        _controller.On(Look, Detail("stopped", "completed (exit code 0)", 0));

        var run = await ApplyAsync();

        Assert.Equal((0, "my-job: unchanged\n  completed (exit code 0); 'orchestry up my-job' runs it again\n"), (run.Code, run.Out));
        Assert.Equal(0, Starts);
    }

    [Fact]
    public async Task Applied_again_after_it_failed_it_is_not_run_again_and_told()
    {
        _controller.On(Look, Detail("error", "failed: exited with code 3", 0));

        var run = await ApplyAsync();

        Assert.Equal((ExitCodes.Failure, "orchestry: my-job failed: exited with code 3\n  next: 'orchestry up my-job' runs it again\n"), (run.Code, run.Error));
        Assert.Equal(0, Starts);
    }

    [Fact]
    public async Task What_was_registered_and_never_begun_is_run()
    {
        _controller.On(Look, Detail("stopped", null, 0)).On(Start, Started);

        Assert.Equal((0, "my-job: unchanged, 1 replica\n"), await ApplyAsync() is var run ? (run.Code, run.Out) : default);
    }

    [Fact]
    public async Task A_start_that_nobody_answered_and_that_was_carried_out_is_not_sent_again()
    {
        // It is looked at for its progress as well: so what there is depends on what was done, not on how often it was asked for.
        var looks = 0;
        _controller.On(Start, (http, _) => FakeController.Break(http)).On(Look, (http, _) => FakeController.Json(
            Starts == 0 ? Detail("stopped", "completed (exit code 0)", 0)
            : Interlocked.Increment(ref looks) < 5 ? Detail("running", null, 5)
            : Detail("stopped", "completed (exit code 0)", 5))(http));

        var run = await _cli.RunAsync(_controller, "up", "my-job");

        Assert.Equal((0, "my-job: running, 1 replica\n"), (run.Code, run.Out));
        Assert.Equal(1, Starts);
    }

    [Fact]
    public async Task A_start_that_nobody_answered_and_that_was_not_carried_out_is_sent_again()
    {
        _controller.InTurn(Start, FakeController.Break, FakeController.Json(Started)).On(Look, Detail("stopped", "completed (exit code 0)", 0));

        var run = await _cli.RunAsync(_controller, "up", "my-job", "--no-wait");

        Assert.Equal((0, "my-job: running, 1 replica wanted\n"), (run.Code, run.Out));
        Assert.Equal(2, Starts);
    }

    [Fact]
    public async Task One_that_failed_while_nobody_answered_is_told()
    {
        _controller.On(Start, (http, _) => FakeController.Break(http)).InTurn(
            Look, FakeController.Json(Detail("stopped", null, 0)), FakeController.Json(Detail("error", "failed: exited with code 3", 5)));

        var run = await _cli.RunAsync(_controller, "up", "my-job", "--no-wait");

        Assert.Equal(ExitCodes.Failure, run.Code);
        Assert.Contains("my-job failed: exited with code 3", run.Error, StringComparison.Ordinal);
    }

    private int Starts => _controller.Requests.Count(r => r.Method == HttpMethods.Post && r.Path.EndsWith("/start", StringComparison.Ordinal));

    private Task<CliRun> ApplyAsync() => _cli.RunAsync(_controller, "apply", "-f", _cli.Write("job.json", Spec));

    private static string Detail(string status, string? reason, int minute) => $$"""
        {"name":"my-job","status":"{{status}}",{{(reason is null ? "" : $"\"status_reason\":\"{reason}\",")}}"replicas":{"current":0,"desired":0,"healthy":0},
         "metrics":{"cpu_percent":null,"memory_percent":null,"rps":null,"latency_p95_ms":null,"active_connections":null},
         "created_at":"2024-01-15T08:00:00Z","updated_at":"2024-01-15T10:0{{minute}}:00Z","last_scaled_at":null,"containers":[]}
        """;
}
