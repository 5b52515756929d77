using System.Collections.Frozen;
using Orchestry.Core.Ingress;
using Orchestry.Ingress.Traffic;

namespace Orchestry.Ingress.Embedded;

/// <summary>A routing table made ready for requests. Immutable; a change is a new one.</summary>
internal sealed class RoutedTable
{
    private readonly FrozenDictionary<string, RoutedApp> _apps;
    private readonly TaskCompletionSource _replaced = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private RoutedTable(RoutingTable table, FrozenDictionary<string, RoutedApp> apps, IReadOnlyDictionary<RouteEndpoint, Upstream> upstreams) =>
        (Table, _apps, Upstreams) = (table, apps, upstreams);

    public RoutingTable Table { get; }

    public IReadOnlyDictionary<RouteEndpoint, Upstream> Upstreams { get; }

    /// <summary>Ends when another table is in force.</summary>
    public Task Replaced => _replaced.Task;

    public static RoutedTable Empty(string domain) =>
        new(RoutingTable.Empty(domain), FrozenDictionary<string, RoutedApp>.Empty, FrozenDictionary<RouteEndpoint, Upstream>.Empty);

    /// <summary>The table with the replicas of the one before, where they are the same, and new ones.</summary>
    /// <exception cref="FormatException">An endpoint's address is none.</exception>
    public static RoutedTable Of(RoutingTable table, RoutedTable before, TrafficCounters counters, TimeProvider clock)
    {
        var upstreams = new Dictionary<RouteEndpoint, Upstream>();
        var apps = new Dictionary<string, RoutedApp>(StringComparer.Ordinal);
        try
        {
            foreach (var route in table.Routes)
            {
                foreach (var endpoint in route.Endpoints)
                {
                    upstreams[endpoint] = before.Upstreams.GetValueOrDefault(endpoint) ?? new Upstream(endpoint, counters.Of(endpoint.Replica), clock);
                }

                apps[route.App.Value] = new RoutedApp(route, [.. route.Endpoints.Select(e => upstreams[e])], counters.Of(route.App.Value));
            }
        }
        catch (FormatException)
        {
            foreach (var (_, made) in upstreams.Where(u => !before.Upstreams.ContainsKey(u.Key)))
            {
                made.Retire();
            }

            throw;
        }

        foreach (var app in apps.Values)
        {
            foreach (var upstream in app.Upstreams)
            {
                upstream.ConnectTimeout = app.Route.Ingress.ConnectTimeout;
            }
        }

        return new RoutedTable(table, apps.ToFrozenDictionary(StringComparer.Ordinal), upstreams);
    }

    /// <summary>Where a request belongs.</summary>
    /// <returns>Whether there is such an application.</returns>
    public bool TryMatch(string host, string path, out RoutedRequest request)
    {
        if (Table.Match(host, path) is { } match)
        {
            request = new RoutedRequest(_apps[match.Route.App.Value], match.Prefix);
            return true;
        }

        request = default;
        return false;
    }

    public void WasReplaced() => _replaced.TrySetResult();
}

/// <summary>The application a request belongs to, and the prefix of its path that is taken off.</summary>
internal readonly record struct RoutedRequest(RoutedApp App, string Prefix);
