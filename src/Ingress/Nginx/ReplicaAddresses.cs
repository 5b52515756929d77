using System.Net;
using Orchestry.Core.Ingress;
using Orchestry.Core.Replicas;

namespace Orchestry.Ingress.Nginx;

/// <summary>Which replica is, or lately was, at which address: nginx and the kernel know replicas by nothing else. Safe for any number of threads.</summary>
internal sealed class ReplicaAddresses(TimeProvider clock)
{
    // Longer than nginx may take to log a request, and not longer than the counters remember who left.
    private static readonly TimeSpan Remembrance = TimeSpan.FromSeconds(45);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Tenant> _tenants = new(StringComparer.Ordinal);

    /// <summary>Takes over a table.</summary>
    /// <param name="routes">What is routed from now on.</param>
    /// <param name="isIdle">Whether a replica that left has no connections.</param>
    /// <returns>Replicas whose address is another's now: they are gone, whatever was counted of them.</returns>
    public IReadOnlyList<ReplicaId> Follow(IEnumerable<AppRoute> routes, Func<ReplicaId, bool> isIdle)
    {
        lock (_lock)
        {
            var now = clock.GetTimestamp();
            var displaced = new List<ReplicaId>();
            var routed = new HashSet<string>(StringComparer.Ordinal);
            foreach (var endpoint in routes.SelectMany(r => r.Endpoints))
            {
                var address = new IPEndPoint(IPAddress.Parse(endpoint.Address), endpoint.Port);
                var name = address.ToString();
                routed.Add(name);
                if (_tenants.TryGetValue(name, out var before) && before.Replica != endpoint.Replica)
                {
                    displaced.Add(before.Replica);
                }

                _tenants[name] = new Tenant(endpoint.Replica, address, null);
            }

            foreach (var (name, tenant) in _tenants.Where(t => !routed.Contains(t.Key)).ToArray())
            {
                if (tenant.LeftAt is not { } left)
                {
                    _tenants[name] = tenant with { LeftAt = now };
                }
                else if (clock.GetElapsedTime(left, now) > Remembrance && isIdle(tenant.Replica))
                {
                    _tenants.Remove(name);
                }
            }

            return displaced;
        }
    }

    /// <summary>The replica at an address such as <c>10.0.0.2:80</c>.</summary>
    public ReplicaId? Find(string address)
    {
        lock (_lock)
        {
            return _tenants.TryGetValue(address, out var tenant) ? tenant.Replica : null;
        }
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<Tenant> All()
    {
        lock (_lock)
        {
            return [.. _tenants.Values];
        }
    }

    /// <summary>Who is at an address.</summary>
    /// <param name="Replica">Which replica.</param>
    /// <param name="Address">The address.</param>
    /// <param name="LeftAt">When it left the table, as a timestamp of the clock; null: it is in it.</param>
    internal sealed record Tenant(ReplicaId Replica, IPEndPoint Address, long? LeftAt);
}
