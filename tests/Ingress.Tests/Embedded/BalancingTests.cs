using System.Collections.Immutable;
using Orchestry.Core.Apps;
using Orchestry.Core.Ingress;
using Orchestry.Core.Replicas;
using Orchestry.Ingress.Embedded;
using Orchestry.Ingress.Traffic;

namespace Orchestry.Ingress.Tests.Embedded;

public sealed class BalancingTests : IAsyncLifetime
{
    private readonly List<Upstream> _made = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync()
    {
        _made.ForEach(u => u.Retire());
        return Task.CompletedTask;
    }

    [Fact]
    public void Replicas_that_have_as_much_to_do_share_the_requests_evenly()
    {
        var app = App(3);
        var picks = Enumerable.Range(0, 30).Select(_ => app.Pick(null, [])!).CountBy(u => u.Endpoint.Replica.Slot).ToDictionary();

        Assert.Equal(new Dictionary<int, int> { [1] = 10, [2] = 10, [3] = 10 }, picks);
    }

    [Fact]
    public void The_one_with_the_fewest_requests_under_way_is_next()
    {
        var app = App(3);
        Take(app.Upstreams[0], 2);
        Take(app.Upstreams[1], 1);
        Take(app.Upstreams[2], 3);

        Assert.Same(app.Upstreams[1], app.Pick(null, []));
        Assert.Same(app.Upstreams[0], app.Pick(null, [app.Upstreams[1]]));
        Assert.Null(app.Pick(null, app.Upstreams.AsSpan()));
    }

    [Fact]
    public void A_token_chooses_its_replica_however_much_that_has_to_do()
    {
        var app = App(3);
        Take(app.Upstreams[2], 5);

        Assert.Same(app.Upstreams[2], app.Pick(app.Upstreams[2].Token, []));
        Assert.NotSame(app.Upstreams[2], app.Pick(app.Upstreams[2].Token, [app.Upstreams[2]]));
        Assert.NotNull(app.Pick("of one that left", []));
        Assert.Equal(3, app.Upstreams.Select(u => u.Token).Distinct().Count());
    }

    [Fact]
    public async Task A_client_is_kept_at_its_replica_while_that_is_there()
    {
        await using var rig = await IngressRig.StartAsync();
        WebReplica[] replicas = [await rig.ReplicaAsync("1"), await rig.ReplicaAsync("2"), await rig.ReplicaAsync("3")];
        var route = IngressRig.Route("web", [.. replicas.Select(r => (r.Address, r.Port))]) with { Ingress = IngressSpec.Default with { Sticky = true } };
        await rig.RouteAsync(route);
        using var first = await rig.GetAsync("web");
        var kept = await first.Content.ReadAsStringAsync();
        var cookie = Assert.Single(first.Headers.GetValues("Set-Cookie"));
        Assert.Matches("^orchestry-replica=[0-9a-f]{24}; Path=/; HttpOnly; SameSite=Lax$", cookie);
        var header = ("Cookie", $"other=1; {cookie.Split(';')[0]}; last=2");
        for (var i = 0; i < 6; i++)
        {
            using var again = await rig.SendAsync(HttpMethod.Get, "web", "/", null, header);
            Assert.Equal(kept, await again.Content.ReadAsStringAsync());
            Assert.False(again.Headers.Contains("Set-Cookie"));
        }

        await rig.RouteAsync(route with { Endpoints = route.Endpoints.RemoveAt(int.Parse(kept, System.Globalization.CultureInfo.InvariantCulture) - 1) });
        using var moved = await rig.SendAsync(HttpMethod.Get, "web", "/", null, header);
        Assert.NotEqual(kept, await moved.Content.ReadAsStringAsync());
        Assert.NotEqual(cookie, Assert.Single(moved.Headers.GetValues("Set-Cookie")));
    }

    [Fact]
    public async Task By_a_path_the_cookie_is_for_what_is_below_it()
    {
        await using var rig = await IngressRig.StartAsync();
        var replica = await rig.ReplicaAsync("1");
        await rig.RouteAsync(IngressRig.Route("web", (replica.Address, replica.Port)) with { Ingress = IngressSpec.Default with { Sticky = true } });
        using var response = await rig.Client.GetAsync(new Uri(rig.Root, "/web/"));

        Assert.Contains("; Path=/web;", Assert.Single(response.Headers.GetValues("Set-Cookie")), StringComparison.Ordinal);
    }

    private static void Take(Upstream upstream, int times)
    {
        for (var i = 0; i < times; i++)
        {
            Assert.True(upstream.TryTake());
        }
    }

    private RoutedApp App(int replicas)
    {
        var name = AppName.Parse("web");
        ImmutableArray<RouteEndpoint> endpoints = [.. Enumerable.Range(1, replicas).Select(i => new RouteEndpoint(new ReplicaId(name, i, i), $"10.0.0.{i}", 80))];
        ImmutableArray<Upstream> upstreams = [.. endpoints.Select(e => new Upstream(e, new ReplicaCounters(e.Replica), TimeProvider.System))];
        _made.AddRange(upstreams);
        return new RoutedApp(IngressRig.Route("web") with { Endpoints = endpoints }, upstreams, new AppCounters("web"));
    }
}
