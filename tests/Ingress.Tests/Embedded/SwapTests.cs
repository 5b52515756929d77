using System.Net;
using Microsoft.AspNetCore.Http;
using Orchestry.Core.Ingress;
using Orchestry.Core.Replicas;
using Orchestry.Testing;

namespace Orchestry.Ingress.Tests.Embedded;

public sealed class SwapTests : IAsyncLifetime
{
    private IngressRig _rig = null!;

    public async Task InitializeAsync() => _rig = await IngressRig.StartAsync();

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task Replicas_come_and_go_under_load_without_a_single_failed_request()
    {
        const int Rounds = 12;
        const int Clients = 6;
        var current = await WebReplica.SayingAsync("0");
        await ApplyAsync(current, 1);
        using var ending = new CancellationTokenSource();
        var clients = Enumerable.Range(0, Clients).Select(_ => Task.Run(() => AskAsync(ending.Token))).ToArray();
        for (var attempt = 2; attempt <= Rounds; attempt++)
        {
            var next = await WebReplica.SayingAsync($"{attempt}");
            var served = _rig.Traffic("web").Requests;
            await ApplyAsync(next, attempt);
            // Whatever begins now goes to the new one.
            Assert.Equal($"{attempt}", await _rig.TextAsync("web"));
            var left = attempt - 1;
            await Eventually.TrueAsync(() => _rig.Traffic("web", left).InFlight == 0);
            // As a drain does: nobody is served by it any more, so it may go at once.
            await current.DisposeAsync();
            current = next;
            await Eventually.TrueAsync(() => _rig.Traffic("web").Requests >= served + (10 * Clients));
        }

        await ending.CancelAsync();
        var asked = (await Task.WhenAll(clients)).Sum();
        await Eventually.TrueAsync(() => _rig.Traffic("web").Open == 0);
        var traffic = _rig.Traffic("web");
        Assert.Equal((asked + Rounds - 1, 0), (traffic.Requests, traffic.Failed));
        Assert.Equal(traffic.Requests, traffic.ByClass[1]);
        Assert.Equal(traffic.Requests, traffic.Latency.Total);
        Assert.Equal(traffic.Requests, _rig.Ingress.ReadTraffic().Replicas.Sum(r => r.Served));
        await current.DisposeAsync();
    }

    [Fact]
    public async Task A_request_under_way_goes_on_to_its_end_when_its_replica_has_left_and_is_counted_as_drained()
    {
        var (arrived, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        var old = await _rig.ReplicaAsync(async http =>
        {
            await http.Response.WriteAsync("be");
            await http.Response.Body.FlushAsync();
            arrived.SetResult();
            await release.Task;
            await http.Response.WriteAsync("gun");
        });
        var next = await _rig.ReplicaAsync("next");
        await ApplyAsync(old, 1);
        using var response = await _rig.GetAsync("web");
        await arrived.Task;
        await ApplyAsync(next, 2);
        Assert.Equal(1, _rig.Traffic("web", 1).InFlight);
        Assert.Equal("next", await _rig.TextAsync("web"));
        release.SetResult();

        Assert.Equal("begun", await response.Content.ReadAsStringAsync());
        await Eventually.TrueAsync(() => _rig.Traffic("web", 1) is { InFlight: 0, Served: 1, Drained: 1 });
    }

    [Fact]
    public async Task The_connections_to_a_replica_are_closed_when_it_has_left()
    {
        var closed = new TaskCompletionSource();
        var old = _rig.Owning(new RawReplica(async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nold");
            if (await connection.ReadHeadAsync() is null)
            {
                closed.SetResult();
            }
        }));
        await _rig.RouteAsync("web", (old.Address, old.Port));
        Assert.Equal("old", await _rig.TextAsync("web"));
        await _rig.RouteAsync(IngressRig.Route("web"));

        await closed.Task;
    }

    [Fact]
    public async Task A_replica_that_left_and_came_back_is_given_requests_again()
    {
        var replica = await _rig.ReplicaAsync("back");
        for (var i = 0; i < 5; i++)
        {
            await ApplyAsync(replica, 1);
            Assert.Equal("back", await _rig.TextAsync("web"));
            await _rig.RouteAsync(IngressRig.Route("web"));
            using var response = await _rig.GetAsync("web");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        }
    }

    [Fact]
    public async Task A_table_with_an_address_that_is_none_changes_nothing_and_is_told()
    {
        await _rig.RouteAsync("web", await _rig.ReplicaAsync("fine"));

        Assert.False(await _rig.Ingress.ApplyAsync(_rig.Table.With(IngressRig.Route("bad", ("nowhere", 80))), CancellationToken.None));
        Assert.Contains("address", _rig.Ingress.State.Fault, StringComparison.Ordinal);
        Assert.Single(_rig.Logs.WithId(6002));
        Assert.Equal("fine", await _rig.TextAsync("web"));
        await _rig.RouteAsync("web", await _rig.ReplicaAsync("finer"));
        Assert.Equal(new IngressState(IngressMode.Embedded, 1), _rig.Ingress.State);
    }

    private Task ApplyAsync(WebReplica replica, int attempt)
    {
        var route = IngressRig.Route("web");
        return _rig.RouteAsync(route with { Endpoints = [new RouteEndpoint(new ReplicaId(route.App, attempt, attempt), replica.Address, replica.Port)] });
    }

    private async Task<int> AskAsync(CancellationToken ends)
    {
        var asked = 0;
        for (; !ends.IsCancellationRequested; asked++)
        {
            await _rig.TextAsync("web");
        }

        return asked;
    }
}
