using System.Net.WebSockets;
using Orchestry.Core.Orchestration;
using Orchestry.Http.Tests.Gate;

namespace Orchestry.Http.Tests.Streams;

/// <summary>Who is not let in is told so by an answer like any other, before anything is upgraded.</summary>
public sealed class StreamRefusalTests
{
    private const string Logs = "/api/v1/apps/my-app/logs/stream";
    private const string Events = "/api/v1/events/stream";

    [Theory]
    [InlineData(Logs)]
    [InlineData("/api/v1/apps/my-app/metrics/stream")]
    [InlineData(Events)]
    public async Task Who_asks_for_neither_form_is_told_which_there_are(string path)
    {
        await using var api = await TestApi.StartAsync();
        var answer = await api.GetAsync(path);
        answer.IsError(426, "UPGRADE_REQUIRED", "This is a stream");
        Assert.Equal("Open it as a WebSocket, or ask for Server-Sent Events with Accept: text/event-stream", answer.Details);
        Assert.Equal("websocket", answer.Header("Upgrade"));
        Assert.Empty(api.Streams.Asked);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_unknown_application_is_not_found_in_either_form(bool byWebSocket)
    {
        await using var api = await TestApi.StartAsync();
        api.Streams.Refusal = Refusal.NotFound("my-app");
        var head = byWebSocket ? Upgrade : "Accept: text/event-stream\r\n";
        var answer = await RawClient.TalkAsync(api, $"GET {Logs} HTTP/1.1\r\nHost: localhost\r\n{head}\r\n", until: "}");
        Assert.StartsWith("HTTP/1.1 404 Not Found\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/json\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"APP_NOT_FOUND\"", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Sec-WebSocket-Accept", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://evil.example", 403)]
    [InlineData("null", 403)]
    [InlineData("https://127.0.0.1:{port}", 403)]
    [InlineData("http://127.0.0.1:{port}", 101)]
    [InlineData(null, 101)]
    public async Task A_page_of_another_site_may_not_open_a_WebSocket(string? origin, int status)
    {
        await using var api = await TestApi.StartAsync();
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        if (origin is not null)
        {
            socket.Options.SetRequestHeader("Origin", origin.Replace("{port}", $"{api.Port}", StringComparison.Ordinal));
        }

        var connecting = socket.ConnectAsync(new Uri($"ws://127.0.0.1:{api.Port}{Events}"), CancellationToken.None);
        await Task.WhenAny(connecting);
        Assert.Equal(status, (int)socket.HttpStatusCode);
        Assert.Equal(status == 101, connecting.IsCompletedSuccessfully);
        Assert.Equal(status == 101 ? 1 : 0, api.Streams.Asked.Count);
    }

    [Fact]
    public async Task A_node_has_as_many_subscribers_as_it_may_and_room_again_when_one_has_left()
    {
        await using var api = await TestApi.StartAsync(new HttpOptions { RateLimitPerHour = 0, RateLimitPerMinute = 0, MaxSubscribers = 2 });
        await using var first = await SocketClient.OpenAsync(api, Logs);
        using var second = await EventClient.OpenAsync(api, Events);
        using var request = new HttpRequestMessage(HttpMethod.Get, Events);
        request.Headers.Accept.ParseAdd("text/event-stream");
        var refused = await api.SendAsync(request);
        refused.IsError(503, "TOO_MANY_SUBSCRIBERS", "Too many subscribers");
        Assert.Equal("10", refused.Header("Retry-After"));
        Assert.Equal(2, api.Streams.Asked.Count);

        await first.DisposeAsync();
        await (await api.Streams.NextAsync()).Disposed;
        await UntilThereIsRoomAsync(api);
    }

    [Fact]
    public async Task Who_is_refused_takes_up_no_room()
    {
        await using var api = await TestApi.StartAsync(new HttpOptions { RateLimitPerHour = 0, RateLimitPerMinute = 0, MaxSubscribers = 1 });
        api.Streams.Refusal = new Refusal(RefusalKind.EngineFailed, "The engine is away");
        for (var i = 0; i < 3; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, Logs);
            request.Headers.Accept.ParseAdd("text/event-stream");
            var answer = await api.SendAsync(request);
            Assert.Equal("DOCKER_ERROR", answer.Code);
        }

        api.Streams.Refusal = null;
        await UntilThereIsRoomAsync(api);
    }

    [Fact]
    public async Task A_cursor_of_what_this_node_has_not_seen_waits_for_it_and_is_sent_elsewhere_in_the_end()
    {
        await using var api = await TestApi.StartAsync();
        var asked = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        var never = new TaskCompletionSource();
        api.Model.Reach = (revision, cancellationToken) =>
        {
            asked.TrySetResult(revision);
            return never.Task.WaitAsync(cancellationToken);
        };
        var refusing = RawClient.TalkAsync(api, $"GET {Events}?after=43 HTTP/1.1\r\nHost: localhost\r\n{Upgrade}\r\n", until: "}");
        Assert.Equal(43, await asked.Task);
        api.Time.Advance(TimeSpan.FromSeconds(2));
        var answer = await refusing;
        Assert.StartsWith("HTTP/1.1 503 ", answer, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"CLUSTER_NOT_READY\"", answer, StringComparison.Ordinal);
        Assert.Empty(api.Streams.Asked);

        api.Model.Reach = (_, _) => Task.CompletedTask;
        await using var client = await SocketClient.OpenAsync(api, $"{Events}?after=43");
        Assert.Single(api.Streams.Asked);
    }

    private const string Upgrade =
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    /// <summary>The place is given back just after the subscription.</summary>
    private static async Task UntilThereIsRoomAsync(TestApi api)
    {
        for (var tries = 0; ; tries++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, Events);
            request.Headers.Accept.ParseAdd("text/event-stream");
            using var response = await api.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            if (response.IsSuccessStatusCode)
            {
                return;
            }

            Assert.True(tries < 1000, "There is no room again.");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }
    }
}
