using System.Net.WebSockets;
using System.Text;
using Orchestry.Core.Streams;

namespace Orchestry.Http.Tests.Streams;

public sealed class WebSocketTests
{
    private const string Logs = "/api/v1/apps/my-app/logs/stream";

    [Fact]
    public async Task Messages_come_in_order_whatever_their_length()
    {
        await using var api = await TestApi.StartAsync();
        using var socket = await OpenAsync(api, Logs);
        string[] texts = ["short", new('x', 200), new('y', 100_000), "\ud800 and \0"];

        api.Streams.Send([.. texts.Select(t => Items.Line(t))]);

        foreach (var text in texts)
        {
            var message = System.Text.Json.JsonElement.Parse(await ReceiveAsync(socket));
            Assert.Equal(text.Replace('\ud800', '\uFFFD'), message.GetProperty("message").GetString());
        }
    }

    [Theory]
    [InlineData(null, 1000, "The application was removed")]
    [InlineData(StreamEnd.Failed, 1011, "The engine is gone")]
    [InlineData(StreamEnd.TooSlow, 1013, "Too slow; go on with after=7")]
    public async Task The_close_frame_says_why_the_stream_is_over(StreamEnd? end, int code, string reason)
    {
        await using var api = await TestApi.StartAsync();
        using var socket = await OpenAsync(api, Logs);
        await StreamEndpointTests.WaitAsync(() => api.Streams.Subscribers == 1);

        api.Streams.End(end is { } why ? new StreamEndedException(why, "7", "The engine is gone") : null);

        Assert.Equal((code, reason), await ReceiveCloseAsync(socket));
    }

    [Fact]
    public async Task A_reason_that_is_too_long_for_a_close_frame_is_cut()
    {
        await using var api = await TestApi.StartAsync();
        using var socket = await OpenAsync(api, Logs);
        await StreamEndpointTests.WaitAsync(() => api.Streams.Subscribers == 1);

        api.Streams.End(new StreamEndedException(StreamEnd.Failed, null, new string('é', 100)));

        Assert.Equal((1011, new string('é', 61)), await ReceiveCloseAsync(socket));
    }

    [Fact]
    public async Task A_node_that_stops_says_so()
    {
        await using var api = await TestApi.StartAsync();
        using var socket = await OpenAsync(api, Logs);

        api.Stop();

        Assert.Equal((1001, "This node stops; go on at another one"), await ReceiveCloseAsync(socket));
    }

    [Fact]
    public async Task A_client_that_says_too_much_is_closed_and_one_that_says_a_little_is_not()
    {
        await using var api = await TestApi.StartAsync();
        using var socket = await OpenAsync(api, Logs);
        await socket.SendAsync(new byte[4096], WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        api.Streams.Send(Items.Line("still here"));
        Assert.Contains("still here", await ReceiveAsync(socket), StringComparison.Ordinal);

        await socket.SendAsync(new byte[4097], WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

        Assert.Equal((1009, "Messages may have 4096 bytes"), await ReceiveCloseAsync(socket));
    }

    [Fact]
    public async Task A_client_that_goes_leaves_nothing_behind()
    {
        await using var api = await TestApi.StartAsync();
        var (polite, rude) = (await OpenAsync(api, Logs), await OpenAsync(api, Logs));
        await StreamEndpointTests.WaitAsync(() => api.Streams.Subscribers == 2);

        await polite.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        rude.Abort();

        await StreamEndpointTests.WaitAsync(() => api.Streams.Subscribers == 0);
        polite.Dispose();
        rude.Dispose();
    }

    [Theory]
    [InlineData("http://evil.example", false)]
    [InlineData("null", false)]
    [InlineData("http://127.0.0.1:{port}", true)]
    public async Task A_page_of_another_site_may_not_open_one(string origin, bool isAllowed)
    {
        await using var api = await TestApi.StartAsync();
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Origin", origin.Replace("{port}", $"{api.Port}", StringComparison.Ordinal));
        socket.Options.CollectHttpResponseDetails = true;

        var opening = socket.ConnectAsync(new Uri($"ws://127.0.0.1:{api.Port}{Logs}"), CancellationToken.None);

        if (isAllowed)
        {
            await opening;
            return;
        }

        await Assert.ThrowsAsync<WebSocketException>(() => opening);
        Assert.Equal(403, (int)socket.HttpStatusCode);
        Assert.Equal(0, api.Streams.Subscribers);
    }

    [Fact]
    public async Task A_client_that_never_reads_is_let_go()
    {
        await using var api = await TestApi.StartAsync(new HttpOptions { RateLimitPerHour = 0, RateLimitPerMinute = 0, KeepAlive = TimeSpan.FromSeconds(1) });
        using var socket = await OpenAsync(api, Logs);
        await StreamEndpointTests.WaitAsync(() => api.Streams.Subscribers == 1);
        var line = Items.Line(new string('x', 100_000));

        // Without reading it does not see the pings either, and answers none.
        for (var sent = 0; sent < 500; sent++)
        {
            api.Streams.Send(line);
        }

        await StreamEndpointTests.WaitAsync(() =>
        {
            api.Time.AdvanceTo(api.Time.GetUtcNow() + TimeSpan.FromSeconds(1));
            return api.Streams.Subscribers == 0;
        });
    }

    private static async Task<ClientWebSocket> OpenAsync(TestApi api, string path)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{api.Port}{path}"), CancellationToken.None);
        return socket;
    }

    private static async Task<string> ReceiveAsync(ClientWebSocket socket)
    {
        var buffer = new byte[1024 * 1024];
        var length = 0;
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
            length += received.Count;
            if (received.EndOfMessage)
            {
                Assert.Equal(WebSocketMessageType.Text, received.MessageType);
                return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(buffer, 0, length);
            }
        }
    }

    private static async Task<(int Code, string? Reason)> ReceiveCloseAsync(ClientWebSocket socket)
    {
        var received = await socket.ReceiveAsync(new byte[1024].AsMemory(), CancellationToken.None);
        Assert.Equal(WebSocketMessageType.Close, received.MessageType);
        return ((int)socket.CloseStatus!.Value, socket.CloseStatusDescription);
    }
}
