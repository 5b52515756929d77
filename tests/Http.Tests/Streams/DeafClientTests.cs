using System.Net;
using System.Net.Sockets;
using System.Text;
using Orchestry.Testing.Streams;

namespace Orchestry.Http.Tests.Streams;

/// <summary>Clients that are connected and never read. The server's own patience, in real time where the framework keeps it.</summary>
public sealed class DeafClientTests
{
    private const string Logs = "/api/v1/apps/my-app/logs/stream";
    private const string Upgrade =
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    private static readonly HttpOptions Impatient = new() { RateLimitPerHour = 0, RateLimitPerMinute = 0, KeepAlive = TimeSpan.FromSeconds(1) };

    [Theory]
    [InlineData(0)]
    [InlineData(200)]
    public async Task A_WebSocket_that_gives_no_sign_of_life_is_let_go_also_while_it_is_written_to(int batches)
    {
        await using var api = await TestApi.StartAsync(Impatient);
        using var deaf = await ConnectAsync(api, Upgrade);
        var lines = await api.Streams.NextAsync();
        Flood(lines, batches);
        await lines.Disposed;
        Assert.True(batches == 0 || lines.Waiting > 0, "All of it was taken.");
    }

    [Fact]
    public async Task An_event_stream_whose_client_takes_nothing_is_let_go()
    {
        await using var api = await TestApi.StartAsync(Impatient);
        using var deaf = await ConnectAsync(api, "Accept: text/event-stream\r\n");
        var lines = await api.Streams.NextAsync();
        Flood(lines, 200);
        await UntilStuckAsync(lines);
        await UntilLetGoAsync(api, lines);
    }

    [Fact]
    public async Task It_delays_nobody_else()
    {
        await using var api = await TestApi.StartAsync();
        using var deaf = await ConnectAsync(api, Upgrade);
        var lines = await api.Streams.NextAsync();
        Flood(lines, 200);
        await UntilStuckAsync(lines);
        await using var other = await SocketClient.OpenAsync(api, Logs);
        (await api.Streams.NextAsync()).Send(Some.Line("hello"));
        Assert.Contains("hello", await other.ReadAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Upgrade)]
    [InlineData("Accept: text/event-stream\r\n")]
    public async Task A_node_that_stops_does_not_wait_for_it(string head)
    {
        await using var api = await TestApi.StartAsync();
        using var deaf = await ConnectAsync(api, head);
        var lines = await api.Streams.NextAsync();
        Flood(lines, 200);
        await UntilStuckAsync(lines);
        var stopping = api.StopAsync();
        await UntilLetGoAsync(api, lines);
        await stopping.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System);
    }

    /// <summary>More than the buffers on the way take: a megabyte each.</summary>
    private static void Flood(FakeSubscription lines, int batches)
    {
        var line = Some.LineOf(1_000_000);
        for (var i = 0; i < batches; i++)
        {
            lines.Send(line);
        }
    }

    /// <summary>Waits until the buffers on the way are full: for a while nothing more is taken of what there is.</summary>
    private static async Task UntilStuckAsync(FakeSubscription lines)
    {
        for (var (before, same) = (0, 0); same < 10;)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            Assert.True(lines.Waiting > 0, "All of it was taken.");
            (before, same) = (lines.Waiting, lines.Waiting == before ? same + 1 : 0);
        }
    }

    /// <summary>Lets all time pass that the server waits for.</summary>
    private static async Task UntilLetGoAsync(TestApi api, FakeSubscription lines)
    {
        for (var tries = 0; !lines.IsDisposed; tries++)
        {
            Assert.True(tries < 1000, "It was not let go.");
            api.Time.Advance(TimeSpan.FromSeconds(2));
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    private static async Task<TcpClient> ConnectAsync(TestApi api, string head)
    {
        var client = new TcpClient { ReceiveBufferSize = 4096 };
        await client.ConnectAsync(IPAddress.Loopback, api.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET {Logs} HTTP/1.1\r\nHost: localhost\r\n{head}\r\n"));
        return client;
    }
}
