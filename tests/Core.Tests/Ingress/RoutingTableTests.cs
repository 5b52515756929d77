using Orchestry.Core.Apps;
using Orchestry.Core.Ingress;
using Orchestry.Core.Replicas;
using Orchestry.Testing.Apps;

namespace Orchestry.Core.Tests.Ingress;

public sealed class RoutingTableTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("web.test", "/", "web", "")]
    [InlineData("WEB.Test", "/any/where", "web", "")]
    [InlineData("anything", "/web", "web", "/web")]
    [InlineData("anything", "/web/", "web", "/web")]
    [InlineData("", "/web/a/web", "web", "/web")]
    [InlineData("test", "/web/a", "web", "/web")]
    public void An_application_is_found_by_its_host_below_the_domain_and_by_the_path_of_its_name(string host, string path, string app, string prefix)
    {
        var match = Table(App("web"), App("shop")).Match(host, path);

        Assert.Equal((app, prefix), (match?.Route.App.Value, match?.Prefix));
    }

    [Theory]
    [InlineData("none.test", "/web/")]
    [InlineData("a.web.test", "/web/")]
    [InlineData(".test", "/web/")]
    [InlineData("anything", "/")]
    [InlineData("anything", "/webs")]
    [InlineData("anything", "/WEB/")]
    [InlineData("anything", "/%77eb/")]
    [InlineData("anything", "//web/")]
    [InlineData("web.test.evil", "/")]
    [InlineData("web", "/")]
    public void What_belongs_to_nobody_is_not_found(string host, string path) => Assert.Null(Table(App("web"), App("shop")).Match(host, path));

    [Theory]
    [InlineData("www.example.org", "/", "root", "")]
    [InlineData("WWW.example.org", "/apis", "root", "")]
    [InlineData("www.example.org", "/api", "api", "/api")]
    [InlineData("www.example.org", "/api/x", "api", "/api")]
    [InlineData("www.example.org", "/api/v2/x", "v2", "/api/v2")]
    [InlineData("www.example.org", "/root/", "root", "")]
    [InlineData("other.example.org", "/api/x", "path", "/api")]
    [InlineData("other.example.org", "/apix", null, null)]
    [InlineData("root.test", "/api/x", "root", "")]
    public void An_own_host_comes_first_and_of_its_paths_the_longest(string host, string path, string? app, string? prefix)
    {
        var match = Table(
            App("root", new IngressSpec { Host = "www.example.org" }),
            App("api", new IngressSpec { Host = "www.example.org", Path = "/api" }),
            App("v2", new IngressSpec { Host = "www.example.org", Path = "/api/v2" }),
            App("path", new IngressSpec { Path = "/api" })).Match(host, path);

        Assert.Equal((app, prefix), (match?.Route.App.Value, match?.Prefix));
    }

    [Fact]
    public void An_own_path_may_hide_the_name_of_another_application_but_not_its_host()
    {
        var table = Table(App("web"), App("thief", new IngressSpec { Path = "/web" }));

        Assert.Equal("thief", table.Match("anything", "/web/")?.Route.App.Value);
        Assert.Equal("web", table.Match("web.test", "/web/")?.Route.App.Value);
    }

    [Fact]
    public void Whoever_was_registered_first_keeps_a_route_and_the_other_is_served_by_its_standard_ones()
    {
        var shared = new IngressSpec { Host = "www.example.org", Path = "/x" };
        var table = Table(App("a", shared, registered: 2), App("b", shared, registered: 1), App("c", shared, registered: 1));

        Assert.Equal("b", table.Match("www.example.org", "/x/y")?.Route.App.Value);
        Assert.Equal(("a", false), (table.Match("a.test", "/x/y")?.Route.App.Value, table.Routes.Single(r => r.App.Value == "a").OwnsCustomRoute));
    }

    [Fact]
    public void Only_replicas_that_are_ready_and_have_an_address_are_routed_to()
    {
        var app = App("web");
        var phases = Enum.GetValues<ReplicaPhase>();
        var replicas = phases.Select((phase, i) => Replica(app, i + 1, phase, "10.0.0.1")).Append(Replica(app, 99, ReplicaPhase.Ready, null));
        var route = Table(app with { Replicas = [.. replicas] }).Routes.Single();

        Assert.Equal([Array.IndexOf(phases, ReplicaPhase.Ready) + 1], route.Endpoints.Select(e => e.Replica.Slot));
        Assert.Equal("10.0.0.1", route.Endpoints[0].Address);
    }

    [Fact]
    public void Applications_without_an_http_port_have_no_route() =>
        Assert.Empty(Table(App("web") with { Spec = An.App("worker").AsWorker().Spec() }).Routes);

    [Fact]
    public void The_order_in_which_applications_are_known_changes_nothing()
    {
        var shared = new IngressSpec { Path = "/x" };
        AppSnapshot[] apps = [App("a", shared, 1), App("b", shared, 1), App("c", registered: 3)];

        Assert.Equal(Table(apps).Routes.ToArray(), Table([.. apps.Reverse()]).Routes.ToArray());
        Assert.Equal("a", Table([.. apps.Reverse()]).Match("anything", "/x")?.Route.App.Value);
    }

    [Fact]
    public void A_route_can_be_put_in_the_place_of_another()
    {
        var table = Table(App("web"), App("shop"));
        var changed = table.With(table.Routes.Single(r => r.App.Value == "web") with { IsAsleep = true });

        Assert.Equal(["shop", "web"], changed.Routes.Select(r => r.App.Value));
        Assert.True(changed.Match("web.test", "/")!.Route.IsAsleep);
        Assert.False(table.Match("web.test", "/")!.Route.IsAsleep);
        Assert.Equal(table.Revision, changed.Revision);
    }

    private static RoutingTable Table(params AppSnapshot[] apps) => RoutingTable.Of(7, apps, "test");

    private static AppSnapshot App(string name, IngressSpec? ingress = null, int registered = 0) => new()
    {
        Name = AppName.Parse(name),
        Revision = 1,
        Spec = An.App(name).Spec() with { Ingress = ingress ?? IngressSpec.Default },
        Document = "{}",
        Status = AppStatus.Running,
        DesiredReplicas = 1,
        Replicas = [],
        CreatedAt = Start.AddSeconds(registered),
        UpdatedAt = Start,
    };

    private static ReplicaSnapshot Replica(AppSnapshot app, int slot, ReplicaPhase phase, string? address) => new()
    {
        Id = new ReplicaId(app.Name, slot, slot),
        Phase = phase,
        Address = address,
        Port = 8080,
        SpecRevision = 1,
    };
}
