using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Orchestry.Core.Ingress;
using Orchestry.Testing;

namespace Orchestry.Ingress.Tests.Embedded;

public sealed class RetryTests : IAsyncLifetime
{
    private const int Rounds = 10;
    private const int NobodyListens = 9;
    private const string Fine = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine";
    private readonly ManualClock _clock = new();
    private IngressRig _rig = null!;

    public async Task InitializeAsync() => _rig = await IngressRig.StartAsync(_clock);

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task A_replica_that_refuses_connections_costs_no_request_whatever_its_method()
    {
        var live = await _rig.ReplicaAsync(async http =>
        {
            using var reader = new StreamReader(http.Request.Body);
            await http.Response.WriteAsync(await reader.ReadToEndAsync());
        });
        await _rig.RouteAsync("web", (Loopback.Next(), NobodyListens), (live.Address, live.Port));
        for (var i = 0; i < Rounds; i++)
        {
            using var response = await _rig.SendAsync(HttpMethod.Post, "web", "/", new StringContent($"body {i}"));
            Assert.Equal($"body {i}", await response.Content.ReadAsStringAsync());
        }

        await Eventually.TrueAsync(() => _rig.Traffic("web") is { Requests: Rounds, Failed: 0 });
        Assert.InRange(_rig.Traffic("web").Retried, 1, Rounds);
        Assert.Equal(_rig.Traffic("web").Retried, _rig.Traffic("web", 1).Failed);
    }

    [Fact]
    public async Task A_connection_that_breaks_before_the_answer_is_made_up_for_where_asking_twice_does_no_harm()
    {
        var broken = _rig.Owning(RawReplica.Resetting());
        var live = await _rig.ReplicaAsync("fine");
        await _rig.RouteAsync("web", (broken.Address, broken.Port), (live.Address, live.Port));
        for (var i = 0; i < Rounds; i++)
        {
            Assert.Equal("fine", await _rig.TextAsync("web"));
        }

        // Not once more by the connection pool either.
        await Eventually.TrueAsync(() => _rig.Traffic("web").Requests == Rounds);
        Assert.InRange(broken.Requests, 1, Rounds);
        Assert.Equal(_rig.Traffic("web").Retried, broken.Requests);
    }

    [Theory]
    [InlineData("POST", "")]
    [InlineData("PATCH", "")]
    [InlineData("PUT", "body")]
    public async Task And_is_told_where_it_may_do_harm_or_the_body_is_gone(string method, string body)
    {
        var broken = _rig.Owning(RawReplica.Resetting());
        var live = await _rig.ReplicaAsync("fine");
        await _rig.RouteAsync("web", (broken.Address, broken.Port), (live.Address, live.Port));
        var failed = 0;
        for (var i = 0; i < Rounds; i++)
        {
            using var response = await _rig.SendAsync(new HttpMethod(method), "web", "/", new StringContent(body));
            failed += response.StatusCode == HttpStatusCode.BadGateway ? 1 : 0;
            Assert.Contains(response.StatusCode == HttpStatusCode.BadGateway ? "BAD_GATEWAY" : "fine", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        Assert.InRange(failed, 1, Rounds);
        Assert.Equal((failed, Rounds - failed), (broken.Requests, live.Requests));
        await Eventually.TrueAsync(() => _rig.Traffic("web").Failed == failed);
        Assert.Equal(0, _rig.Traffic("web").Retried);
    }

    [Fact]
    public async Task A_request_that_may_do_harm_is_not_sent_again_when_a_kept_connection_breaks()
    {
        var replica = _rig.Owning(new RawReplica(async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.WriteAsync(Fine);
            await connection.ReadHeadAsync();
        }));
        await _rig.RouteAsync("web", (replica.Address, replica.Port));
        Assert.Equal("fine", await _rig.TextAsync("web"));
        using var response = await _rig.SendAsync(HttpMethod.Post, "web", "/", new ByteArrayContent([]));

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Equal(2, replica.Requests);
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_not_asked_for_again_and_the_client_sees_that_it_is_not_whole()
    {
        var broken = _rig.Owning(new RawReplica(async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
        }));
        await _rig.RouteAsync("web", (broken.Address, broken.Port));

        // Whether the client still sees the headers of an answer that is broken off depends on the network.
        await Assert.ThrowsAnyAsync<HttpRequestException>(async () =>
        {
            using var response = await _rig.GetAsync("web");
            await response.Content.ReadAsByteArrayAsync();
        });
        Assert.Equal(1, broken.Requests);
        await Eventually.TrueAsync(() => _rig.Traffic("web") is { Requests: 1, Failed: 1, Retried: 0, Open: 0, BytesOut: 4 });
        Assert.Equal(1, _rig.Traffic("web", 1).Failed);
    }

    [Fact]
    public async Task An_answer_that_is_none_is_not_asked_for_again()
    {
        var broken = _rig.Owning(RawReplica.Answering("this is no HTTP at all\r\n\r\n"));
        await _rig.RouteAsync("web", (broken.Address, broken.Port));
        using var response = await _rig.GetAsync("web");

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Equal(1, broken.Requests);
    }

    [Fact]
    public async Task At_most_three_replicas_are_asked()
    {
        await _rig.RouteAsync("web", [.. Enumerable.Range(0, 5).Select(_ => (Loopback.Next(), NobodyListens))]);
        using var response = await _rig.GetAsync("web");

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        await Eventually.TrueAsync(() => _rig.Traffic("web") is { Requests: 1, Failed: 1, Retried: 2 });
        Assert.Equal(3, _rig.Ingress.ReadTraffic().Replicas.Sum(r => r.Failed));
        Assert.All(_rig.Ingress.ReadTraffic().Replicas, r => Assert.InRange(r.Failed, 0, 1));
    }

    [Fact]
    public async Task A_replica_that_can_not_be_connected_to_in_time_is_passed_over_and_told_when_it_is_the_only_one()
    {
        using var deaf = new DeafListener();
        await _rig.RouteAsync("web", (deaf.Address, deaf.Port));
        var asked = _rig.GetAsync("web");
        await Eventually.TrueAsync(() => _clock.ActiveTimers > 0);
        _clock.Advance(IngressSpec.Default.ConnectTimeout);
        using (var response = await asked)
        {
            Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
            Assert.Contains("GATEWAY_TIMEOUT", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        var live = await _rig.ReplicaAsync("fine");
        await _rig.RouteAsync("web", (deaf.Address, deaf.Port), (live.Address, live.Port));
        for (var i = 0; i < 2; i++)
        {
            var text = _rig.TextAsync("web");
            await Eventually.TrueAsync(() => text.IsCompleted || (_rig.Traffic("web", 1).InFlight == 1 && _clock.ActiveTimers > 0));
            if (!text.IsCompleted)
            {
                _clock.Advance(IngressSpec.Default.ConnectTimeout);
            }

            Assert.Equal("fine", await text);
        }
    }

    [Fact]
    public async Task A_replica_that_says_nothing_for_too_long_is_given_up_and_nobody_else_asked()
    {
        var asked = 0;
        RequestDelegate silent = async http =>
        {
            Interlocked.Increment(ref asked);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        };
        var (one, other) = (await _rig.ReplicaAsync(silent), await _rig.ReplicaAsync(silent));
        await _rig.RouteAsync(IngressRig.Route("web", (one.Address, one.Port), (other.Address, other.Port)) with
        {
            Ingress = IngressSpec.Default with { IdleTimeout = TimeSpan.FromSeconds(2) },
        });
        using var response = await _rig.GetAsync("web");

        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task A_client_that_goes_away_is_no_failure_of_the_application()
    {
        var arrived = new TaskCompletionSource();
        var replica = await _rig.ReplicaAsync(async http =>
        {
            arrived.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });
        await _rig.RouteAsync("web", replica);
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(_rig.EndPoint);
            await client.GetStream().WriteAsync("GET / HTTP/1.1\r\nHost: web.test\r\n\r\n"u8.ToArray());
            await arrived.Task;
        }

        await Eventually.TrueAsync(() => _rig.Traffic("web") is { Requests: 1, Failed: 0, Open: 0 });
        Assert.Equal((0, 0, 0), (_rig.Traffic("web", 1).Failed, _rig.Traffic("web", 1).Served, _rig.Traffic("web", 1).InFlight));
        Assert.Equal(1, _rig.Traffic("web").ByClass[3]);
    }

    /// <summary>Listens, and lets nobody in: its queue is full, so that the system drops who wants to connect.</summary>
    private sealed class DeafListener : IDisposable
    {
        private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        private readonly List<Socket> _waiting = [];

        public DeafListener()
        {
            _listener.Bind(new IPEndPoint(Loopback.NextAddress(), 0));
            _listener.Listen(0);
            for (var i = 0; i < 3; i++)
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
                _waiting.Add(socket);
                try
                {
                    socket.Connect(_listener.LocalEndPoint!);
                }
                catch (SocketException error) when (error.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
                {
                    // It goes on by itself.
                }
            }
        }

        public string Address => ((IPEndPoint)_listener.LocalEndPoint!).Address.ToString();

        public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

        public void Dispose()
        {
            _waiting.ForEach(s => s.Dispose());
            _listener.Dispose();
        }
    }
}
