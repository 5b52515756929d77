using System.Collections.Immutable;
using Orchestry.Core.Apps;
using Orchestry.Core.Ingress;
using Orchestry.Core.Metrics;

namespace Orchestry.Actors.Ingress;

/// <summary>What all nodes' ingresses have counted since this node leads: written once a second, read by anyone, each value whole.</summary>
internal sealed class TrafficTotals
{
    private volatile ImmutableDictionary<string, AppTraffic> _byApp = ImmutableDictionary<string, AppTraffic>.Empty;
    private volatile TrafficReading? _reading;

    /// <summary>The newest totals of which it is known when they were so; null while there are none, and without an ingress.</summary>
    public TrafficReading? Reading => _reading;

    private volatile IReadOnlyList<IngressMode> _modes = [];

    /// <summary>What brings the requests in at each node that has said so lately; empty: none has yet.</summary>
    public IReadOnlyList<IngressMode> Modes => _modes;

    /// <summary>An application's totals; null while nothing is known of it.</summary>
    public AppTraffic? Of(AppName app) => _byApp.GetValueOrDefault(app.Value);

    /// <summary>Another counting begins.</summary>
    internal void Begin() => (_byApp, _reading) = (ImmutableDictionary<string, AppTraffic>.Empty, null);

    /// <summary>Takes in newer totals.</summary>
    /// <param name="byApp">The totals.</param>
    /// <param name="since">When the counting began.</param>
    /// <param name="at">When they were so; null: not known, and then they are no reading.</param>
    internal void Learn(ImmutableDictionary<string, AppTraffic> byApp, long since, long? at)
    {
        _byApp = byApp;
        _reading = at is { } moment ? new TrafficReading(byApp, since, moment) : _reading;
    }

    /// <summary>Takes in what brings the requests in at each node.</summary>
    internal void LearnModes(IReadOnlyList<IngressMode> modes) => _modes = modes;
}
