using Orchestry.Core.Apps;
using Orchestry.Core.Journal;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Streams;

namespace Orchestry.Http.Tests.Streams;

/// <summary>What can be asked for, and how the rest is refused before anything is upgraded.</summary>
public sealed class StreamEndpointTests
{
    private const string Logs = "/api/v1/apps/my-app/logs/stream";

    [Theory]
    [InlineData(Logs)]
    [InlineData("/api/v1/apps/my-app/logs?follow=true")]
    [InlineData("/api/v1/apps/my-app/metrics/stream")]
    [InlineData("/api/v1/events/stream")]
    public async Task A_stream_that_is_asked_for_as_neither_says_how_to_ask(string path)
    {
        await using var api = await TestApi.StartAsync();

        var answer = await api.GetAsync(path);

        answer.IsError(426, "UPGRADE_REQUIRED", "This is a stream");
        Assert.Equal("Open it as a WebSocket, or ask for Server-Sent Events with Accept: text/event-stream", answer.Details);
        Assert.Equal("websocket", answer.Header("Upgrade"));
        Assert.Equal(0, api.Streams.Subscribers);
    }

    [Theory]
    [InlineData(Logs + "?tail=-1", "tail: must be a whole number from 0 to 10000")]
    [InlineData(Logs + "?after=nonsense!", "after: must be the cursor of a message of this stream")]
    [InlineData(Logs + "?container=", "container: must be a replica's name or a container's id, 1 to 300 characters")]
    [InlineData("/api/v1/apps/my-app/metrics/stream?after=yesterday", "after: must be the cursor of a message of this stream")]
    [InlineData("/api/v1/events/stream?after=1.5", "after: must be the cursor of a message of this stream: a whole number")]
    [InlineData("/api/v1/events/stream?type=loud", "type: must be one of scaling, health, config, error, decision")]
    [InlineData("/api/v1/events/stream?app=No_App", "app: must be an application's name")]
    public async Task What_can_not_be_meant_is_refused_with_its_reason(string path, string violation)
    {
        await using var api = await TestApi.StartAsync();

        var answer = await EventsOf.AskAsync(api, path);

        answer.IsError(400, "VALIDATION_ERROR", "Request validation failed");
        Assert.Equal([violation], answer.Violations);
    }

    [Fact]
    public async Task A_refused_subscription_is_an_answer_and_no_stream()
    {
        await using var api = await TestApi.StartAsync();
        api.Streams.Refusal = Refusal.NotFound("my-app");

        (await EventsOf.AskAsync(api, Logs)).IsError(404, "APP_NOT_FOUND", "Application not found");
    }

    [Fact]
    public async Task What_is_asked_for_is_what_is_subscribed_to()
    {
        await using var api = await TestApi.StartAsync();

        await using (await EventsOf.OpenAsync(api, Logs))
        {
            Assert.Equal((SeedData.MyApp.Name, new LogStreamRequest(null, 0, null, null)), api.Streams.Asked);
        }

        await using (await EventsOf.OpenAsync(api, "/api/v1/apps/my-app/logs?follow=true&container=my-app-1"))
        {
            Assert.Equal((SeedData.MyApp.Name, new LogStreamRequest("my-app-1", 100, null, null)), api.Streams.Asked);
        }

        await using (await EventsOf.OpenAsync(api, Logs + "?since=1h"))
        {
            Assert.Equal((SeedData.MyApp.Name, new LogStreamRequest(null, null, SeedData.Now.AddHours(-1), null)), api.Streams.Asked);
        }

        await using (await EventsOf.OpenAsync(api, "/api/v1/events/stream?type=health&app=web&tail=7"))
        {
            Assert.Equal(new EventStreamRequest(AppName.Parse("web"), EventType.Health, 7, null, null), api.Streams.Asked);
        }
    }

    [Fact]
    public async Task The_cursor_in_the_header_of_who_reconnects_is_newer_than_the_one_in_its_address()
    {
        await using var api = await TestApi.StartAsync();
        api.Model.Revision = 9;

        await using (await EventsOf.OpenAsync(api, "/api/v1/events/stream?after=3", lastEventId: "8"))
        {
            Assert.Equal(8, Assert.IsType<EventStreamRequest>(api.Streams.Asked).After);
        }
    }

    [Fact]
    public async Task A_node_that_has_not_seen_what_the_cursor_s_node_had_says_so()
    {
        await using var api = await TestApi.StartAsync(new HttpOptions { RateLimitPerHour = 0, RateLimitPerMinute = 0 });
        api.Model.Revision = 9;

        var asked = EventsOf.AskAsync(api, "/api/v1/events/stream?after=10");
        while (!asked.IsCompleted)
        {
            await Task.Yield();
            api.Time.AdvanceTo(api.Time.GetUtcNow() + TimeSpan.FromSeconds(1));
        }

        (await asked).IsError(503, "CLUSTER_NOT_READY", "No leader elected, cluster not ready");
    }

    [Fact]
    public async Task A_node_serves_no_more_subscribers_than_it_may()
    {
        await using var api = await TestApi.StartAsync(new HttpOptions { RateLimitPerHour = 0, RateLimitPerMinute = 0, MaxSubscribers = 1 });
        await using (await EventsOf.OpenAsync(api, Logs))
        {
            (await EventsOf.AskAsync(api, Logs)).IsError(503, "TOO_MANY_SUBSCRIBERS", "Too many subscribers");
        }

        await WaitAsync(() => api.Streams.Subscribers == 0);
        await using var next = await EventsOf.OpenAsync(api, Logs);
        Assert.Equal(1, api.Streams.Subscribers);
    }

    internal static async Task WaitAsync(Func<bool> isSo)
    {
        using var guard = new CancellationTokenSource(TimeSpan.FromSeconds(20), TimeProvider.System);
        while (!isSo())
        {
            Assert.False(guard.IsCancellationRequested, "Waited in vain.");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, CancellationToken.None);
        }
    }
}
