using System.Collections.Frozen;
using System.Collections.Immutable;
using Orchestry.Core.Apps;
using Orchestry.Core.Replicas;

namespace Orchestry.Core.Ingress;

/// <summary>
/// Which requests go to which replicas, as it follows from the read model at one revision: on every node the same, whether it leads or not.
/// Immutable; a change is a new table.
/// </summary>
public sealed class RoutingTable
{
    private readonly FrozenDictionary<string, AppRoute> _byApp;
    private readonly FrozenDictionary<string, ImmutableArray<AppRoute>> _byHost;
    private readonly ImmutableArray<AppRoute> _byPath;
    private readonly string _domainSuffix;

    private RoutingTable(long revision, string domain, ImmutableArray<AppRoute> routes)
    {
        (Revision, Domain, Routes) = (revision, domain, routes);
        _domainSuffix = $".{domain}";
        _byApp = routes.ToFrozenDictionary(r => r.App.Value, StringComparer.OrdinalIgnoreCase);
        var custom = routes.Where(r => r.HasCustomRoute).OrderByDescending(r => r.Ingress.Path.Length).ToArray();
        _byHost = custom.Where(r => r.Ingress.Host is not null).GroupBy(r => r.Ingress.Host!, StringComparer.OrdinalIgnoreCase)
            .ToFrozenDictionary(g => g.Key, g => g.ToImmutableArray(), StringComparer.OrdinalIgnoreCase);
        _byPath = [.. custom.Where(r => r.Ingress.Host is null)];
    }

    /// <summary>The journal revision of the read model it was built from.</summary>
    public long Revision { get; }

    /// <summary>The domain below which every application has a host (<c>INGRESS_DOMAIN</c>).</summary>
    public string Domain { get; }

    /// <summary>Every application with an HTTP port, by name.</summary>
    public ImmutableArray<AppRoute> Routes { get; }

    /// <summary>A table without routes.</summary>
    public static RoutingTable Empty(string domain) => new(0, domain, []);

    /// <summary>The table that follows from what is known of all applications.</summary>
    /// <param name="revision">The revision of <paramref name="apps"/>.</param>
    /// <param name="apps">Every application.</param>
    /// <param name="domain">The domain below which every application has a host.</param>
    public static RoutingTable Of(long revision, IEnumerable<AppSnapshot> apps, string domain)
    {
        var taken = new HashSet<(string?, string)>();
        // Whoever was there first keeps a host and path; the name decides between equals, so that all nodes decide alike.
        var routes = apps.Where(a => a.Spec is { Type: WorkloadType.Http, TrafficPort: not null })
            .OrderBy(a => a.CreatedAt).ThenBy(a => a.Name.Value, StringComparer.Ordinal)
            .Select(a => RouteOf(a, taken))
            .OrderBy(r => r.App.Value, StringComparer.Ordinal);
        return new RoutingTable(revision, domain, [.. routes]);
    }

    /// <summary>The table with one application's route in place of the one it has, if any.</summary>
    public RoutingTable With(AppRoute route) =>
        new(Revision, Domain, [.. Routes.Where(r => r.App != route.App).Append(route).OrderBy(r => r.App.Value, StringComparer.Ordinal)]);

    /// <summary>
    /// Where a request belongs: by the application's own host and the longest of its paths, by <c>APP.DOMAIN</c>, by an own path without a
    /// host, by <c>/APP</c>, in this order. A host below the domain that names no application belongs to nobody.
    /// </summary>
    /// <param name="host">The host without its port.</param>
    /// <param name="path">The path as it will be sent on, beginning with a slash.</param>
    /// <returns>Null when it belongs to no application.</returns>
    public RouteMatch? Match(string host, string path)
    {
        if (_byHost.TryGetValue(host, out var own) && Longest(own, path) is { } byHost)
        {
            return byHost;
        }

        if (host.EndsWith(_domainSuffix, StringComparison.OrdinalIgnoreCase))
        {
            return _byApp.TryGetValue(host[..^_domainSuffix.Length], out var named) ? new RouteMatch(named, "") : null;
        }

        return Longest(_byPath, path) ?? ByName(path);
    }

    private RouteMatch? ByName(string path)
    {
        var rest = path.AsSpan(1);
        var end = rest.IndexOf('/');
        var name = end < 0 ? rest : rest[..end];
        return _byApp.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var route) && name.SequenceEqual(route.App.Value)
            ? new RouteMatch(route, path[..(name.Length + 1)])
            : null;
    }

    private static RouteMatch? Longest(ImmutableArray<AppRoute> routes, string path)
    {
        foreach (var route in routes)
        {
            var prefix = route.Ingress.Path;
            if (prefix == "/")
            {
                return new RouteMatch(route, "");
            }

            if (path.StartsWith(prefix, StringComparison.Ordinal) && (path.Length == prefix.Length || path[prefix.Length] == '/'))
            {
                return new RouteMatch(route, prefix);
            }
        }

        return null;
    }

    private static AppRoute RouteOf(AppSnapshot app, HashSet<(string?, string)> taken)
    {
        ImmutableArray<RouteEndpoint> endpoints =
        [
            .. app.Replicas.Where(r => r is { Phase: ReplicaPhase.Ready, Address: not null, Port: not null })
                .Select(r => new RouteEndpoint(r.Id, r.Address!, r.Port!.Value)),
        ];
        var ingress = app.Spec.Ingress;
        var isCustom = ingress.Host is not null || ingress.Path != "/";
        return new AppRoute
        {
            App = app.Name,
            Endpoints = endpoints,
            Ingress = ingress,
            Status = app.Status,
            StatusReason = app.StatusReason,
            // From the first request on until a replica is ready: who asks in between is held like the first.
            IsAsleep = endpoints.IsEmpty && app.Status == AppStatus.Running && app.Scaling.MayScaleToZero,
            OwnsCustomRoute = !isCustom || taken.Add((ingress.Host, ingress.Path)),
        };
    }
}

/// <summary>The application that a request belongs to.</summary>
/// <param name="Route">Its route.</param>
/// <param name="Prefix">The part of the path that chose it and is taken off, such as <c>/my-app</c>; empty: none.</param>
public sealed record RouteMatch(AppRoute Route, string Prefix);
