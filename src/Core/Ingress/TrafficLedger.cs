using System.Collections.Immutable;

namespace Orchestry.Core.Ingress;

/// <summary>
/// Adds up what all nodes' ingresses count, over restarts of their processes: totals that only grow, from the moment it began. What a node had
/// counted before that is left out; what a process counted that began later is in it whole.
/// </summary>
public sealed class TrafficLedger
{
    private readonly Dictionary<(string Node, string Incarnation, string App), AppTraffic> _last = [];
    private readonly Dictionary<string, AppTraffic> _totals = new(StringComparer.Ordinal);
    private readonly HashSet<(string Node, string Incarnation)> _known = [];
    private bool _hasBegun;

    /// <summary>Takes in the nodes' newest words.</summary>
    /// <returns>The totals by application: counters since the ledger began; what is under way as it is now.</returns>
    public ImmutableDictionary<string, AppTraffic> Add(IReadOnlyList<NodeTraffic> nodes)
    {
        foreach (var (app, total) in _totals)
        {
            _totals[app] = total with { Open = 0, Held = 0 };
        }

        foreach (var node in nodes)
        {
            // Whoever is met for the first time later on began later: whoever was there has its last word on the board.
            var isBaseline = _known.Add((node.Node, node.Incarnation)) && !_hasBegun;
            foreach (var app in node.Traffic.Apps)
            {
                Add(node, app, isBaseline);
            }
        }

        _hasBegun = true;
        var there = nodes.Select(n => (n.Node, n.Incarnation)).ToHashSet();
        foreach (var gone in _last.Keys.Where(k => !there.Contains((k.Node, k.Incarnation))).ToArray())
        {
            _last.Remove(gone);
        }

        _known.IntersectWith(there);
        return _totals.ToImmutableDictionary(StringComparer.Ordinal);
    }

    private void Add(NodeTraffic node, AppTraffic now, bool isBaseline)
    {
        var key = (node.Node, node.Incarnation, now.App);
        var before = isBaseline ? now : _last.GetValueOrDefault(key) ?? new AppTraffic { App = now.App };
        // An application that was removed and registered anew is counted from zero.
        if (now.Requests < before.Requests)
        {
            before = new AppTraffic { App = now.App };
        }

        _last[key] = now;
        var total = _totals.GetValueOrDefault(now.App) ?? new AppTraffic { App = now.App };
        _totals[now.App] = total with
        {
            Requests = total.Requests + now.Requests - before.Requests,
            ByClass = [.. total.ByClass.Zip(now.ByClass, before.ByClass).Select(c => c.First + c.Second - c.Third)],
            Failed = total.Failed + now.Failed - before.Failed,
            Retried = total.Retried + now.Retried - before.Retried,
            BytesIn = total.BytesIn + now.BytesIn - before.BytesIn,
            BytesOut = total.BytesOut + now.BytesOut - before.BytesOut,
            Open = total.Open + now.Open,
            Held = total.Held + now.Held,
            Latency = total.Latency.Plus(now.Latency.Since(before.Latency)),
        };
    }
}
