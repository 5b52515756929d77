using System.Globalization;

namespace Orchestry.Cli.Tests.Streams;

/// <summary>Streams go on across whatever ends a connection: nothing twice, nothing lost.</summary>
public sealed class FollowTests : IAsyncLifetime
{
    private const string Path = "GET /api/v1/apps/my-app/logs/stream";
    private const string Over = "event: close\ndata: {\"code\":1000,\"reason\":\"It is over\"}\n\n";
    private const string NodeStops = "event: close\ndata: {\"code\":1001,\"reason\":\"The node stops\"}\n\n";

    private readonly CliRunner _cli = new() { Time = new HastyClock() };
    private FakeController _controller = null!;

    public async Task InitializeAsync() => _controller = await FakeController.StartAsync();

    public async Task DisposeAsync()
    {
        await _controller.DisposeAsync();
        _cli.Dispose();
    }

    [Fact]
    public async Task A_stream_that_breaks_goes_on_after_the_last_line_that_came_whole()
    {
        _controller.InTurn(
            Path,
            FakeController.Events(Line(1), Line(2), "id: c3\ndata: {\"half"),
            FakeController.Json(FakeController.Error("CLUSTER_NOT_READY"), 503),
            FakeController.Events(Line(3), Line(4), NodeStops),
            FakeController.Events(Line(5), Over));

        var run = await _cli.RunAsync(_controller, "logs", "my-app", "-f");

        Assert.Equal(0, run.Code);
        Assert.Equal(Enumerable.Range(1, 5).Select(n => $"[2026-01-01T00:00:0{n}Z] my-app-1: line {n}"), run.OutLines);
        Assert.Equal([null, "c2", "c2", "c4"], _controller.Requests.Select(r => r.Headers.GetValueOrDefault("Last-Event-ID")));
        Assert.Equal($"{Path}?tail=100", _controller.Requests[0].Line);
        Assert.All(_controller.Requests, r => Assert.Equal("text/event-stream", r.Headers["Accept"]));
        Assert.Contains("going on", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_breaks_before_anything_came_begins_at_the_time_it_was_opened_at()
    {
        _controller.InTurn(
            Path,
            http =>
            {
                http.Response.Headers.Date = "Thu, 01 Jan 2026 10:00:00 GMT";
                return FakeController.Events(": still here\n\n")(http);
            },
            FakeController.Events(Line(1), Over));

        var run = await _cli.RunAsync(_controller, "logs", "my-app", "-f", "-n", "0");

        Assert.Equal([$"{Path}?tail=0", $"{Path}?since=2026-01-01T10:00:00Z"], _controller.Requests.Select(r => r.Line));
        Assert.Single(run.OutLines);
    }

    [Fact]
    public async Task It_goes_on_at_another_controller()
    {
        await using var other = await FakeController.StartAsync();
        _cli.Write(".config/orchestry/config.toml", $"""
            [contexts.default]
            urls = ["{_controller.Url}", "{other.Url}"]
            """);
        _controller.InTurn(Path, FakeController.Events(Line(1)));
        other.InTurn(Path, FakeController.Events(Line(2), Over));

        var run = await _cli.RunAsync(Persona.Orchestry, ["logs", "my-app", "-f"]);

        Assert.Equal(2, run.OutLines.Length);
        Assert.Equal("c1", other.Last.Headers["Last-Event-ID"]);
    }

    [Fact]
    public async Task Ends_and_gaps_are_told_apart_from_the_lines_and_what_is_not_known_is_passed_over()
    {
        _controller.InTurn(Path, FakeController.Events(
            Line(1),
            "id: e\nevent: end\ndata: {\"type\":\"end\",\"timestamp\":\"2026-01-01T00:00:02Z\",\"container\":\"my-app-1\",\"cursor\":\"e\"}\n\n",
            "id: g\nevent: gap\ndata: {\"type\":\"gap\",\"timestamp\":\"2026-01-01T00:00:03Z\",\"container\":null,\"from\":null,\"to\":null,\"missed\":3,\"reason\":\"too slow\",\"cursor\":\"g\"}\n\n",
            "id: n\nevent: novelty\ndata: {}\n\n",
            Over));

        var run = await _cli.RunAsync(_controller, "logs", "my-app", "-f");

        Assert.Single(run.OutLines);
        Assert.Contains("my-app-1 has ended", run.Error, StringComparison.Ordinal);
        Assert.Contains("lines are missing: too slow", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Programs_get_every_message_in_a_line()
    {
        _controller.InTurn(Path, FakeController.Events(Line(1), Line(2), Over));

        var run = await _cli.RunAsync(_controller, "logs", "my-app", "-f", "-o", "json");

        Assert.Equal([Data(1), Data(2)], run.OutLines);
    }

    [Fact]
    public async Task An_application_that_is_gone_when_the_stream_goes_on_ends_it()
    {
        _controller.InTurn(Path, FakeController.Events(Line(1)), FakeController.Json(FakeController.Error("APP_NOT_FOUND"), 404));

        Assert.Equal(0, (await _cli.RunAsync(_controller, "logs", "my-app", "-f")).Code);
    }

    [Fact]
    public async Task One_that_was_never_there_is_told()
    {
        _controller.Refuse(Path, 404, "APP_NOT_FOUND", "Application not found");

        Assert.Equal(ExitCodes.NotFound, (await _cli.RunAsync(_controller, "logs", "my-app", "-f")).Code);
    }

    [Fact]
    public async Task Ctrl_C_ends_it_quietly()
    {
        using var ctrlC = new CancellationTokenSource();
        _controller.On(Path, async (http, _) =>
        {
            await FakeController.Events(Line(1))(http);
            await ctrlC.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted);
        });

        var run = await _cli.RunAsync(Persona.Orchestry, ["logs", "my-app", "-f", "--url", _controller.Url], ctrlC.Token);

        Assert.Equal((ExitCodes.Interrupted, ""), (run.Code, run.Error));
    }

    [Fact]
    public async Task Events_of_the_system_are_followed_and_told_with_their_application()
    {
        _controller.InTurn("GET /api/v1/events/stream", FakeController.Events(Happened(7, "my-app"), Happened(8, null), Over));

        var run = await _cli.RunAsync(_controller, "events", "-f");

        Assert.Equal(["2026-01-01T00:00:00Z  scaling   my-app  It scaled", "2026-01-01T00:00:00Z  scaling   system  It scaled"], run.OutLines);
        Assert.Equal("GET /api/v1/events/stream?tail=10", _controller.Last.Line);
    }

    [Fact]
    public async Task Events_of_an_application_are_followed_under_the_name_that_the_cluster_calls_it()
    {
        _controller.On("GET /api/v1/apps/web",
            Examples.Detail.Replace("\"name\":\"my-app\",\"status\"", "\"name\":\"web\",\"id\":\"web-x1\",\"status\"", StringComparison.Ordinal));
        _controller.InTurn("GET /api/v1/events/stream", FakeController.Events(Over));

        await _cli.RunAsync(_controller, "events", "web", "-f", "--namespace", "shop", "-n", "0");

        Assert.Equal("GET /api/v1/events/stream?app=web-x1&tail=0", _controller.Last.Line);
    }

    [Fact]
    public async Task The_systems_past_ends_when_all_that_was_asked_for_has_come()
    {
        _cli.Time = TimeProvider.System;
        _controller.On("GET /api/v1/events/stream", async (http, _) =>
        {
            await FakeController.Events(Happened(7, "my-app"), Happened(8, null))(http);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted);
        });

        var run = await _cli.RunAsync(_controller, "events", "-n", "2");

        Assert.Equal((0, 2), (run.Code, run.OutLines.Length));
    }

    [Fact]
    public async Task Figures_are_watched()
    {
        _controller.InTurn("GET /api/v1/apps/my-app/metrics/stream", FakeController.Events(
            "id: 1\ndata: {\"timestamp\":\"2026-01-01T00:00:00Z\",\"cpu_percent\":45.2,\"memory_percent\":null,\"rps\":7,\"latency_p95_ms\":3,\"active_connections\":1,\"healthy_replicas\":2,\"total_replicas\":3,\"cursor\":\"1\"}\n\n",
            Over));

        var run = await _cli.RunAsync(_controller, "metrics", "my-app", "--watch");

        Assert.Contains("2026-01-01T00:00:00Z    45.2%        -         7        3ms      1  2/3", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rings_logs_are_followed_in_Rings_words()
    {
        _controller.InTurn("GET /deployments/web/logs", FakeController.Events("id: a\ndata: {\"message\":\"one\"}\n\n"),
            FakeController.Events("id: b\ndata: {\"message\":\"two\"}\n\n", Over));

        var run = await _cli.RingAsync(_controller, "deployment", "logs", "web", "--follow", "--tail", "1");

        Assert.Equal(["one", "two"], run.OutLines);
        Assert.Equal(["GET /deployments/web/logs?follow=true&tail=1", "GET /deployments/web/logs?follow=true&tail=1"],
            _controller.Requests.Select(r => r.Line));
        Assert.Equal("a", _controller.Last.Headers["Last-Event-ID"]);
    }

    [Fact]
    public async Task Rings_events_are_followed_each_told_once()
    {
        static string Event(int n) => $$"""{"id":"event_{{n}}","timestamp":"2026-01-01T00:00:00Z","level":"info","component":"c","reason":"r","message":"m{{n}}"}""";
        _controller.InTurn(
            "GET /deployments/web/events",
            FakeController.Json($"[{Event(9)},{Event(10)}]"), FakeController.Json($"[{Event(11)},{Event(10)},{Event(9)}]"),
            FakeController.Json(FakeController.Error("DEPLOYMENT_NOT_FOUND"), 404));

        var run = await _cli.RingAsync(_controller, "deployment", "events", "web", "--follow", "--limit", "2");

        Assert.Equal(["m9", "m10", "m11"], run.OutLines.Select(l => l.Split(' ')[^1]));
    }

    private static string Line(int n) => $"id: c{n}\ndata: {Data(n)}\n\n";

    private static string Data(int n) => string.Create(
        CultureInfo.InvariantCulture, $$"""{"timestamp":"2026-01-01T00:00:0{{n}}Z","container":"my-app-1","level":null,"message":"line {{n}}","cursor":"c{{n}}"}""");

    private static string Happened(int id, string? app) =>
        $"id: {id}\ndata: {{\"id\":{id},\"type\":\"scaling\",\"app_name\":{(app is null ? "null" : $"\"{app}\"")},\"message\":\"It scaled\",\"timestamp\":\"2026-01-01T00:00:00Z\",\"details\":{{}},\"cursor\":\"{id}\"}}\n\n";
}
