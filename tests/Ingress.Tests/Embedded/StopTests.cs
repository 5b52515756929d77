using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Orchestry.Testing;

namespace Orchestry.Ingress.Tests.Embedded;

public sealed class StopTests
{
    [Fact]
    public async Task What_is_under_way_is_finished_and_nothing_more_is_taken()
    {
        await using var rig = await IngressRig.StartAsync();
        var (arrived, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        await rig.RouteAsync("web", await rig.ReplicaAsync(async http =>
        {
            arrived.SetResult();
            await release.Task;
            await http.Response.WriteAsync("done");
        }));
        var text = rig.TextAsync("web");
        await arrived.Task;
        var endPoint = rig.EndPoint;
        var stopping = rig.Ingress.DisposeAsync().AsTask();
        await Eventually.TrueAsync(() => IsRefused(endPoint));
        release.SetResult();

        Assert.Equal("done", await text);
        await stopping;
    }

    [Fact]
    public async Task What_takes_too_long_is_cut_off()
    {
        var clock = new ManualClock();
        await using var rig = await IngressRig.StartAsync(clock);
        var arrived = new TaskCompletionSource();
        await rig.RouteAsync("web", await rig.ReplicaAsync(async http =>
        {
            arrived.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        }));
        var text = rig.TextAsync("web");
        await arrived.Task;
        var stopping = rig.Ingress.DisposeAsync().AsTask();
        await Eventually.TrueAsync(() => clock.ActiveTimers > 0);
        Assert.False(stopping.IsCompleted);
        clock.Advance(new IngressOptions().StopTime);

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => text);
        await stopping;
    }

    [Fact]
    public async Task An_address_that_is_taken_is_an_error_that_says_so()
    {
        using var taken = new TcpListener(Loopback.NextAddress(), 0);
        taken.Start();
        var endPoint = (IPEndPoint)taken.LocalEndpoint;

        await Assert.ThrowsAnyAsync<IOException>(() => IngressRig.StartAsync(o => o with { Host = endPoint.Address.ToString(), Port = endPoint.Port }));
        await Assert.ThrowsAnyAsync<IOException>(() => IngressRig.StartAsync(o => o with { Host = "198.51.100.1" }));
    }

    private static bool IsRefused(IPEndPoint endPoint)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(endPoint);
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }
}
