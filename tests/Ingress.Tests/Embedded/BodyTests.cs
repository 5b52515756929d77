using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Orchestry.Core.Ingress;
using Orchestry.Testing;

namespace Orchestry.Ingress.Tests.Embedded;

public sealed class BodyTests : IAsyncLifetime
{
    private IngressRig _rig = null!;

    public async Task InitializeAsync() => _rig = await IngressRig.StartAsync();

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task Large_bodies_pass_whole_in_both_directions_and_their_bytes_are_counted()
    {
        var body = new byte[3_000_000];
        Random.Shared.NextBytes(body);
        await _rig.RouteAsync("web", await _rig.ReplicaAsync(http => http.Request.Body.CopyToAsync(http.Response.Body)));
        using var response = await _rig.SendAsync(HttpMethod.Put, "web", "/", new ByteArrayContent(body));

        Assert.Equal(body, await response.Content.ReadAsByteArrayAsync());
        await Eventually.TrueAsync(() => _rig.Traffic("web") is { Requests: 1, BytesIn: 3_000_000, BytesOut: 3_000_000 });
    }

    [Fact]
    public async Task An_answer_arrives_piece_by_piece_as_it_is_written()
    {
        var release = new TaskCompletionSource();
        await _rig.RouteAsync("web", await _rig.ReplicaAsync(async http =>
        {
            http.Response.ContentType = "text/event-stream";
            await http.Response.WriteAsync("data: 1\n\n");
            await http.Response.Body.FlushAsync();
            await release.Task;
            await http.Response.WriteAsync("data: 2\n\n");
        }));
        using var response = await _rig.GetAsync("web");
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());

        Assert.Equal("data: 1", await reader.ReadLineAsync());
        release.SetResult();
        Assert.Equal("\ndata: 2\n\n", await reader.ReadToEndAsync());
    }

    [Fact]
    public async Task A_request_arrives_piece_by_piece_as_it_is_sent()
    {
        var first = new TaskCompletionSource<string>();
        await _rig.RouteAsync("web", await _rig.ReplicaAsync(async http =>
        {
            var buffer = new byte[5];
            await http.Request.Body.ReadExactlyAsync(buffer);
            first.SetResult(Encoding.ASCII.GetString(buffer));
            using var reader = new StreamReader(http.Request.Body);
            await http.Response.WriteAsync(await reader.ReadToEndAsync());
        }));
        using var client = new TcpClient();
        await client.ConnectAsync(_rig.EndPoint);
        var stream = client.GetStream();
        await stream.WriteAsync("POST / HTTP/1.1\r\nHost: web.test\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n5\r\nfirst\r\n"u8.ToArray());
        Assert.Equal("first", await first.Task);
        await stream.WriteAsync("6\r\nsecond\r\n0\r\n\r\n"u8.ToArray());
        using var reader = new StreamReader(stream);

        Assert.Contains("second", await reader.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_waits_for_leave_to_send_its_body_gets_it_from_the_replica()
    {
        await _rig.RouteAsync("web", await _rig.ReplicaAsync(http => http.Request.Body.CopyToAsync(http.Response.Body)));
        using var client = new TcpClient();
        await client.ConnectAsync(_rig.EndPoint);
        var stream = client.GetStream();
        await stream.WriteAsync("POST / HTTP/1.1\r\nHost: web.test\r\nContent-Length: 4\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n"u8.ToArray());
        using var reader = new StreamReader(stream);
        Assert.Equal("HTTP/1.1 100 Continue", await reader.ReadLineAsync());
        await stream.WriteAsync("body"u8.ToArray());

        Assert.Contains("body", await reader.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_replica_may_refuse_a_body_before_it_is_sent()
    {
        var replica = _rig.Owning(RawReplica.Answering("HTTP/1.1 417 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
        await _rig.RouteAsync("web", (replica.Address, replica.Port));
        using var client = new TcpClient();
        await client.ConnectAsync(_rig.EndPoint);
        var stream = client.GetStream();
        await stream.WriteAsync("POST / HTTP/1.1\r\nHost: web.test\r\nContent-Length: 4000\r\nExpect: 100-continue\r\n\r\n"u8.ToArray());
        using var reader = new StreamReader(stream);

        Assert.StartsWith("HTTP/1.1 417", await reader.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Content-Length: 2004\r\n\r\n", "")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n", "3e8\r\n")]
    public async Task A_body_larger_than_the_application_takes_is_refused(string headers, string chunk)
    {
        var replica = await _rig.ReplicaAsync(async http =>
        {
            using var reader = new StreamReader(http.Request.Body);
            await reader.ReadToEndAsync();
        });
        await _rig.RouteAsync(IngressRig.Route("web", (replica.Address, replica.Port)) with { Ingress = IngressSpec.Default with { MaxBodyBytes = 1024 } });
        var piece = $"{chunk}{new string('x', 1000)}\r\n";
        var answer = await _rig.RawAsync($"POST / HTTP/1.1\r\nHost: web.test\r\nConnection: close\r\n{headers}{piece}{piece}");

        Assert.StartsWith("HTTP/1.1 413", answer, StringComparison.Ordinal);
        Assert.Contains("BODY_TOO_LARGE", answer, StringComparison.Ordinal);
        await Eventually.TrueAsync(() => _rig.Traffic("web") is { Requests: 1, Failed: 0, Open: 0 });
        Assert.Equal(0, _rig.Traffic("web", 1).Failed);
    }

    [Fact]
    public async Task Headers_beyond_the_limit_are_refused()
    {
        var replica = await _rig.ReplicaAsync("fine");
        await _rig.RouteAsync("web", replica);

        Assert.StartsWith("HTTP/1.1 200", await _rig.RawAsync($"GET / HTTP/1.1\r\nHost: web.test\r\nConnection: close\r\nX: {new string('x', 31_000)}\r\n\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 431", await _rig.RawAsync($"GET / HTTP/1.1\r\nHost: web.test\r\nConnection: close\r\nX: {new string('x', 33_000)}\r\n\r\n"), StringComparison.Ordinal);
        Assert.Equal(1, replica.Requests);
    }

    [Fact]
    public async Task A_WebSocket_passes_and_is_counted_when_it_ends()
    {
        await _rig.RouteAsync("web", await _rig.ReplicaAsync(WebSocketEcho.ServeAsync));
        using (var socket = new ClientWebSocket())
        {
            await socket.ConnectAsync(new Uri($"ws://{_rig.EndPoint}/web/socket"), CancellationToken.None);
            await WebSocketEcho.CheckAsync(socket);
            Assert.True(_rig.Traffic("web") is { Open: 1, Requests: 0 });
            Assert.Equal(1, _rig.Traffic("web", 1).InFlight);
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        }

        await Eventually.TrueAsync(() => _rig.Traffic("web") is { Open: 0, Requests: 1, Failed: 0 });
        var traffic = _rig.Traffic("web");
        Assert.Equal((1, 0), (traffic.ByClass[0], traffic.Latency.Total));
        Assert.InRange(traffic.BytesIn, 1, 200);
        Assert.InRange(traffic.BytesOut, 1, 200);
    }

    [Theory]
    [InlineData("Upgrade")]
    [InlineData("keep-alive, Upgrade")]
    [InlineData("upgrade,keep-alive")]
    public async Task A_WebSocket_passes_however_the_client_words_its_wish(string connection)
    {
        await _rig.RouteAsync("web", await _rig.ReplicaAsync(WebSocketEcho.ServeAsync));
        using var client = new TcpClient();
        await client.ConnectAsync(_rig.EndPoint);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"GET /web/ HTTP/1.1\r\nHost: x\r\nConnection: {connection}\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
        using var reader = new StreamReader(client.GetStream());

        Assert.StartsWith("HTTP/1.1 101", await reader.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_upgrade_that_the_replica_refuses_is_answered_with_its_refusal()
    {
        await _rig.RouteAsync("web", await _rig.ReplicaAsync(http =>
        {
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        }));
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;

        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(new Uri($"ws://{_rig.EndPoint}/web/socket"), CancellationToken.None));
        Assert.Equal(HttpStatusCode.Forbidden, socket.HttpStatusCode);
        await Eventually.TrueAsync(() => _rig.Traffic("web") is { Requests: 1, Failed: 0, Latency.Total: 1 } t && t.ByClass[3] == 1);
    }

    [Fact]
    public async Task A_WebSocket_that_is_idle_for_too_long_is_closed()
    {
        var replica = await _rig.ReplicaAsync(WebSocketEcho.ServeAsync);
        await _rig.RouteAsync(IngressRig.Route("web", (replica.Address, replica.Port)) with
        {
            Ingress = IngressSpec.Default with { IdleTimeout = TimeSpan.FromSeconds(2) },
        });
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://{_rig.EndPoint}/web/socket"), CancellationToken.None);

        await Assert.ThrowsAnyAsync<WebSocketException>(() => socket.ReceiveAsync(new byte[10], CancellationToken.None));
        await Eventually.TrueAsync(() => _rig.Traffic("web") is { Open: 0, Requests: 1 });
    }

    [Fact]
    public async Task Answers_are_counted_by_the_class_of_their_status_and_a_replicas_error_is_no_failure_of_ours()
    {
        await _rig.RouteAsync("web", await _rig.ReplicaAsync(http =>
        {
            http.Response.StatusCode = int.Parse(http.Request.Path.Value![1..], System.Globalization.CultureInfo.InvariantCulture);
            return Task.CompletedTask;
        }));
        foreach (var status in new[] { 200, 204, 304, 404, 410, 500 })
        {
            using var response = await _rig.GetAsync("web", $"/{status}");
            Assert.Equal(status, (int)response.StatusCode);
        }

        await Eventually.TrueAsync(() => _rig.Traffic("web") is { Requests: 6, Failed: 0, Open: 0, Latency.Total: 6 });
        Assert.Equal<long>([0, 2, 1, 2, 1], _rig.Traffic("web").ByClass);
        Assert.Equal(6, _rig.Traffic("web", 1).Served);
    }
}
