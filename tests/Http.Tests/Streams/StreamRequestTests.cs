using Orchestry.Core.Apps;
using Orchestry.Core.Journal;
using Orchestry.Core.Streams;

namespace Orchestry.Http.Tests.Streams;

/// <summary>What a stream is asked for, and in which words it may be.</summary>
public sealed class StreamRequestTests
{
    private const string Logs = "/api/v1/apps/my-app/logs/stream";
    private const string Metrics = "/api/v1/apps/my-app/metrics/stream";
    private const string Events = "/api/v1/events/stream";
    private static readonly AppName MyApp = AppName.Parse("my-app");

    [Theory]
    [InlineData(
        Logs + "?tail=-1&since=yesterday&container=&after=!&folow=true",
        "container after since tail folow")]
    [InlineData(Logs + "?tail=10001&after=42&follow=yes", "follow after tail")]
    [InlineData("/api/v1/apps/my-app/logs?follow=true&tail=x&limit=1", "tail limit")]
    [InlineData(Metrics + "?tail=1.5&since=&after=-1&container=my-app-1", "after since tail container")]
    [InlineData(Metrics + "?after=9999999999999999999", "after")]
    [InlineData(Events + "?type=scalings&app=My_App&after=1e3&tail=1&tail=2", "type app after tail")]
    [InlineData(Events + "?after=-1", "after")]
    public async Task Every_fault_of_a_query_is_named(string path, string fields)
    {
        await using var api = await TestApi.StartAsync();
        var answer = await AskAsync(api, path);
        answer.IsError(400, "VALIDATION_ERROR", "Request validation failed");
        Assert.Equal(fields.Split(' '), answer.Violations.Select(v => v.Split(':')[0]));
        Assert.Empty(api.Streams.Asked);
    }

    [Theory]
    [InlineData("/api/v1/apps/My_App/logs/stream")]
    [InlineData("/api/v1/apps/My_App/logs?follow=true")]
    [InlineData("/api/v1/apps/My_App/metrics/stream")]
    public async Task A_malformed_name_is_refused(string path)
    {
        await using var api = await TestApi.StartAsync();
        (await AskAsync(api, path)).IsError(400, "VALIDATION_ERROR", "Request validation failed");
    }

    [Fact]
    public async Task Logs_begin_now_unless_told_otherwise_and_with_a_hundred_lines_where_the_reference_says_so()
    {
        Assert.Equal((MyApp, new LogStreamRequest(null, 0, null, null)), await AskedAsync(Logs));
        Assert.Equal((MyApp, new LogStreamRequest(null, 100, null, null)), await AskedAsync("/api/v1/apps/my-app/logs?follow=true"));
        Assert.Equal((MyApp, new LogStreamRequest(null, 0, null, null)), await AskedAsync("/api/v1/apps/my-app/logs?follow=true&tail=0"));
        Assert.Equal((MyApp, new LogStreamRequest("my-app-1", 10_000, SeedData.Now.AddHours(-1), null)), await AskedAsync(Logs + "?container=my-app-1&tail=10000&since=1h&follow=true"));
        Assert.Equal((MyApp, new LogStreamRequest(null, null, SeedData.At("2024-01-15T10:00:00Z"), null)), await AskedAsync(Logs + "?since=2024-01-15T10:00:00Z"));
    }

    [Fact]
    public async Task Metrics_begin_with_the_newest_figures_and_events_with_the_next_one()
    {
        Assert.Equal((MyApp, new SeriesStreamRequest(1, null, null)), await AskedAsync(Metrics));
        Assert.Equal((MyApp, new SeriesStreamRequest(null, SeedData.Now.AddMinutes(-5), null)), await AskedAsync(Metrics + "?since=5m"));
        Assert.Equal((MyApp, new SeriesStreamRequest(1, null, Some.Time)), await AskedAsync(Metrics + "?after=" + Some.Figures.Cursor));
        Assert.Equal(new EventStreamRequest(null, null, 0, null, null), await AskedAsync(Events));
        Assert.Equal(
            new EventStreamRequest(MyApp, EventType.Health, 5, null, new EventCursor(41)), await AskedAsync(Events + "?app=my-app&type=health&tail=5&after=41"));
        Assert.Equal(
            new EventStreamRequest(null, null, 0, null, new EventCursor(41, Some.Time)), await AskedAsync(Events + "?after=41." + Some.Figures.Cursor));
    }

    [Fact]
    public async Task A_cursor_comes_back_as_it_was_given()
    {
        var (_, asked) = ((AppName, LogStreamRequest))await AskedAsync($"{Logs}?after={Some.Place(3)}");
        Assert.Equal(Some.Place(3).ToString(), asked.After!.ToString());
        Assert.Equal(0, asked.Tail);
    }

    [Theory]
    [InlineData("40", 40)]
    [InlineData("", 7)]
    public async Task The_header_of_a_client_that_reconnects_by_itself_beats_what_it_asked_for_at_first(string header, long expected)
    {
        await using var api = await TestApi.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, Events + "?after=7");
        request.Headers.Accept.ParseAdd("text/event-stream");
        request.Headers.TryAddWithoutValidation("Last-Event-ID", header);
        using var response = await api.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal(new EventCursor(expected), Assert.IsType<EventStreamRequest>(api.Streams.Asked.Single()).After);
    }

    [Fact]
    public async Task A_header_that_is_no_cursor_is_refused_by_the_name_of_the_parameter()
    {
        await using var api = await TestApi.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, Events);
        request.Headers.Add("Last-Event-ID", "forty");
        Assert.Equal(["after: must be the cursor of a message of this stream: a revision, such as 41"], (await api.SendAsync(request)).Violations);
    }

    private static async Task<object> AskedAsync(string path)
    {
        await using var api = await TestApi.StartAsync();
        await using var client = await SocketClient.OpenAsync(api, path);
        return api.Streams.Asked.Single();
    }

    private static async Task<Answer> AskAsync(TestApi api, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("text/event-stream");
        return await api.SendAsync(request);
    }
}
