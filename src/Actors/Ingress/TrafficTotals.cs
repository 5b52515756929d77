using System.Collections.Immutable;
using Orchestry.Core.Apps;
using Orchestry.Core.Ingress;

namespace Orchestry.Actors.Ingress;

/// <summary>What all nodes' ingresses have counted since this node leads: written once a second, read by anyone, each value whole.</summary>
internal sealed class TrafficTotals
{
    private volatile ImmutableDictionary<string, AppTraffic> _byApp = ImmutableDictionary<string, AppTraffic>.Empty;

    private volatile IReadOnlyList<IngressMode> _modes = [];

    /// <summary>What brings the requests in at each node that has said so lately; empty: none has yet.</summary>
    public IReadOnlyList<IngressMode> Modes => _modes;

    /// <summary>An application's totals; null while nothing is known of it.</summary>
    public AppTraffic? Of(AppName app) => _byApp.GetValueOrDefault(app.Value);

    internal void Learn(ImmutableDictionary<string, AppTraffic> byApp, IReadOnlyList<IngressMode> modes) => (_byApp, _modes) = (byApp, modes);
}
