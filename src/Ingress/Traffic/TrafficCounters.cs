using System.Collections.Concurrent;
using Orchestry.Core.Ingress;
using Orchestry.Core.Replicas;

namespace Orchestry.Ingress.Traffic;

/// <summary>Everything an ingress counts, by application and by replica. Safe for any number of threads, but for <see cref="Follow"/>.</summary>
internal sealed class TrafficCounters(TimeProvider clock)
{
    // Long enough for whoever drains a replica to read its last count.
    private static readonly TimeSpan Remembrance = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, AppCounters> _apps = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<ReplicaId, ReplicaCounters> _replicas = new();

    public AppCounters Of(string app) => _apps.GetOrAdd(app, static name => new AppCounters(name));

    public ReplicaCounters Of(ReplicaId replica) => _replicas.GetOrAdd(replica, static id => new ReplicaCounters(id));

    /// <summary>
    /// Marks who has come and who has left with a table, and forgets applications and replicas that nobody will ask for again. One call at a time.
    /// </summary>
    public void Follow(RoutingTable table)
    {
        Admit(table);
        Dismiss(table);
    }

    /// <summary>The first half of <see cref="Follow"/>: whoever is in the table may be given requests.</summary>
    public void Admit(RoutingTable table)
    {
        foreach (var route in table.Routes)
        {
            Of(route.App.Value);
            foreach (var endpoint in route.Endpoints)
            {
                Of(endpoint.Replica).CameBack();
            }
        }
    }

    /// <summary>The second half: whoever is not in the table is given none any more.</summary>
    public void Dismiss(RoutingTable table)
    {
        var now = clock.GetTimestamp();
        var routed = table.Routes.SelectMany(r => r.Endpoints).Select(e => e.Replica).ToHashSet();
        foreach (var (id, counters) in _replicas.Where(r => !routed.Contains(r.Key)))
        {
            if (counters.HasLeft && counters.InFlight == 0 && clock.GetElapsedTime(counters.LeftAt, now) > Remembrance)
            {
                _replicas.TryRemove(id, out _);
            }

            counters.Left(now);
        }

        var kept = table.Routes.Select(r => r.App.Value).Concat(_replicas.Keys.Select(r => r.App.Value)).ToHashSet(StringComparer.Ordinal);
        foreach (var gone in _apps.Keys.Where(app => !kept.Contains(app)).ToArray())
        {
            _apps.TryRemove(gone, out _);
        }
    }

    public IngressTraffic Read() => new(
        [.. _apps.Values.Select(a => a.Read()).OrderBy(a => a.App, StringComparer.Ordinal)],
        [.. _replicas.Values.Select(r => r.Read()).OrderBy(r => r.App, StringComparer.Ordinal).ThenBy(r => r.Attempt)]);
}
