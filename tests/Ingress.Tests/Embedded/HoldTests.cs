using System.Net;
using Orchestry.Core.Apps;
using Orchestry.Core.Ingress;
using Orchestry.Testing;

namespace Orchestry.Ingress.Tests.Embedded;

public sealed class HoldTests : IAsyncLifetime
{
    private const int Most = 3;
    private readonly ManualClock _clock = new();
    private IngressRig _rig = null!;

    private static AppRoute Asleep => IngressRig.Route("web") with { IsAsleep = true };

    public async Task InitializeAsync() => _rig = await IngressRig.StartAsync(o => o with { MaxHeldPerApp = Most }, _clock);

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task Requests_of_an_application_that_sleeps_are_held_until_a_replica_is_there()
    {
        await _rig.RouteAsync(Asleep);
        var held = await HoldAsync(Most);
        // Awake, and its replica still starts.
        await _rig.RouteAsync(IngressRig.Route("web"));
        Assert.Equal(Most, _rig.Traffic("web").Held);
        await _rig.RouteAsync("web", await _rig.ReplicaAsync("awake"));

        foreach (var request in held)
        {
            using var response = await request;
            Assert.Equal("awake", await response.Content.ReadAsStringAsync());
        }

        await Eventually.TrueAsync(() => _rig.Traffic("web") is { Held: 0, Open: 0, Requests: Most, Failed: 0 });
    }

    [Fact]
    public async Task No_more_than_so_many_are_held()
    {
        await _rig.RouteAsync(Asleep);
        var held = await HoldAsync(Most);
        using var oneMore = await _rig.GetAsync("web");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, oneMore.StatusCode);
        Assert.Contains("too many", await oneMore.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(Most, _rig.Traffic("web").Held);
        await EndAsync(held);
    }

    [Fact]
    public async Task Nobody_is_held_longer_than_the_hold_time()
    {
        await _rig.RouteAsync(Asleep);
        var held = await HoldAsync(1);
        await Eventually.TrueAsync(() => _clock.ActiveTimers > 0);
        _clock.Advance(new IngressOptions().HoldTime);
        using var response = await held[0];

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Contains("NO_HEALTHY_REPLICA", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await Eventually.TrueAsync(() => _rig.Traffic("web") is { Held: 0, Failed: 1 });
    }

    [Fact]
    public async Task Who_waits_is_told_when_the_application_fails_instead_of_waking()
    {
        await _rig.RouteAsync(Asleep);
        var held = await HoldAsync(1);
        await _rig.RouteAsync(IngressRig.Route("web") with { Status = AppStatus.Error, StatusReason = "crash loop" });
        using var response = await held[0];

        Assert.Contains("crash loop", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_waits_is_told_when_the_application_is_gone()
    {
        await _rig.RouteAsync(Asleep);
        var held = await HoldAsync(1);
        Assert.True(await _rig.Ingress.ApplyAsync(RoutingTable.Empty("test"), CancellationToken.None));
        using var response = await held[0];

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Who_waits_is_told_at_once_when_the_ingress_ends()
    {
        await _rig.RouteAsync(Asleep);
        var held = await HoldAsync(1);
        await _rig.Ingress.DisposeAsync();
        using var response = await held[0];

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
    }

    private async Task<Task<HttpResponseMessage>[]> HoldAsync(int count)
    {
        Task<HttpResponseMessage>[] held = [.. Enumerable.Range(0, count).Select(_ => _rig.GetAsync("web"))];
        await Eventually.TrueAsync(() => _rig.Traffic("web").Held == count);
        return held;
    }

    private async Task EndAsync(Task<HttpResponseMessage>[] held)
    {
        await _rig.RouteAsync("web", await _rig.ReplicaAsync("awake"));
        foreach (var response in await Task.WhenAll(held))
        {
            response.Dispose();
        }
    }
}
