using System.Collections.Immutable;
using Orchestry.Core.Ingress;

namespace Orchestry.Ingress.Nginx;

/// <summary>
/// A routing table as nginx looks at it: hosts with path prefixes, each host and each prefix once, in the order of precedence of
/// <see cref="RoutingTable.Match"/>. What can't be said in nginx's configuration is left out and named.
/// </summary>
/// <param name="Routes">Every application, with the endpoints that can be written.</param>
/// <param name="ByPath">What is served on every host that is nobody's.</param>
/// <param name="Hosts">What is served on the others, by host.</param>
/// <param name="Refusals">What was left out, in a sentence each.</param>
internal sealed record RoutePlan(
    ImmutableArray<AppRoute> Routes,
    ImmutableArray<PrefixRoute> ByPath,
    ImmutableArray<HostRoutes> Hosts,
    ImmutableArray<string> Refusals)
{
    /// <summary>The host at which nginx tells which configuration it has.</summary>
    public const string GenerationHost = "generation.orchestry.invalid";

    /// <summary>The plan of a table.</summary>
    public static RoutePlan Of(RoutingTable table)
    {
        var refusals = ImmutableArray.CreateBuilder<string>();
        ImmutableArray<AppRoute> routes = [.. table.Routes.Select(r => Writable(r, refusals))];
        var byPath = Paths(routes);
        var hosts = new SortedDictionary<string, HostRoutes>(StringComparer.Ordinal);
        var own = routes.Where(r => r.HasCustomRoute && r.Ingress.Host is not null).GroupBy(r => r.Ingress.Host!, StringComparer.Ordinal);
        foreach (var host in own)
        {
            hosts.Add(host.Key, new HostRoutes(host.Key, Own(host.Key, [.. host.Select(Custom).DistinctBy(r => r.Prefix)], routes, byPath, table.Domain)));
        }

        foreach (var route in routes)
        {
            var host = $"{route.App}.{table.Domain}";
            hosts.TryAdd(host, new HostRoutes(host, [new PrefixRoute("", route)]));
        }

        return new RoutePlan(routes, byPath, [.. hosts.Values], refusals.ToImmutable());
    }

    private static ImmutableArray<PrefixRoute> Paths(ImmutableArray<AppRoute> routes)
    {
        PrefixRoute[] custom = [.. routes.Where(r => r.HasCustomRoute && r.Ingress.Host is null).Select(Custom).DistinctBy(r => r.Prefix)];
        return [.. custom.Concat(Unshadowed(custom, routes.Select(r => new PrefixRoute($"/{r.App}", r)))).OrderBy(r => r.Prefix, StringComparer.Ordinal)];
    }

    /// <summary>An application's own host: its prefixes, and below them what the host would be without them.</summary>
    private static ImmutableArray<PrefixRoute> Own(
        string host, PrefixRoute[] custom, ImmutableArray<AppRoute> routes, ImmutableArray<PrefixRoute> byPath, string domain)
    {
        var rest = byPath.AsEnumerable();
        if (host.EndsWith($".{domain}", StringComparison.Ordinal))
        {
            var name = host[..^(domain.Length + 1)];
            rest = routes.Where(r => r.App.Value == name).Select(r => new PrefixRoute("", r));
        }

        return [.. custom.Concat(Unshadowed(custom, rest)).OrderBy(r => r.Prefix, StringComparer.Ordinal)];
    }

    /// <summary>Those that a request can reach although the first ones are asked before; nginx would take the longest of all.</summary>
    private static IEnumerable<PrefixRoute> Unshadowed(PrefixRoute[] first, IEnumerable<PrefixRoute> rest) =>
        rest.Where(r => !first.Any(f => r.Prefix == f.Prefix || r.Prefix.StartsWith($"{f.Prefix}/", StringComparison.Ordinal)
            || f.Prefix.Length == 0));

    private static PrefixRoute Custom(AppRoute route) => new(route.Ingress.Path == "/" ? "" : route.Ingress.Path, route);

    private static AppRoute Writable(AppRoute route, ImmutableArray<string>.Builder refusals)
    {
        var endpoints = route.Endpoints.Where(e => ConfigText.IsAddress(e.Address) && e.Port is >= 1 and <= 65535).DistinctBy(e => (e.Address, e.Port));
        var written = route with { Endpoints = [.. endpoints] };
        if (written.Endpoints.Length < route.Endpoints.Length)
        {
            refusals.Add($"{route.App}: a replica whose address is no IPv4 address and port of its own is left out");
        }

        if (!written.HasCustomRoute)
        {
            return written;
        }

        var (host, path) = (route.Ingress.Host, route.Ingress.Path);
        if (host is not null && (!ConfigText.IsHost(host) || host == GenerationHost))
        {
            refusals.Add($"{route.App}: spec.ingress.host is no host name in lowercase that nginx could serve, so its own route is left out");
            return written with { OwnsCustomRoute = false };
        }

        if (!ConfigText.IsPrefix(path))
        {
            refusals.Add($"{route.App}: spec.ingress.path holds what nginx can't compare (percent-encoding, dot segments, quotes, blanks, $), "
                + "so its own route is left out");
            return written with { OwnsCustomRoute = false };
        }

        return written;
    }
}

/// <summary>Requests whose path is a prefix or begins with it and a slash; the empty prefix is every path.</summary>
internal sealed record PrefixRoute(string Prefix, AppRoute Route)
{
    /// <summary>How many segments it has.</summary>
    public int Depth => Prefix.Count(c => c == '/');
}

/// <summary>What is served at one host.</summary>
internal sealed record HostRoutes(string Host, ImmutableArray<PrefixRoute> Prefixes);
