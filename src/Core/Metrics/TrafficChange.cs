using Orchestry.Core.Ingress;

namespace Orchestry.Core.Metrics;

/// <summary>What one application was asked between two readings.</summary>
/// <param name="Now">Its totals at the later one; null: not measured.</param>
/// <param name="Requests">Requests answered in between; null: there is no earlier reading to compare with.</param>
/// <param name="Errors">Answers of class 5xx, and requests that got none, in between; null as <paramref name="Requests"/>.</param>
/// <param name="Latency">How long those requests took; null as <paramref name="Requests"/>.</param>
/// <param name="Elapsed">The time in between.</param>
public readonly record struct TrafficChange(AppTraffic? Now, long? Requests, long? Errors, LatencyDistribution? Latency, TimeSpan Elapsed)
{
    /// <summary>Nothing was measured.</summary>
    public static TrafficChange Unknown { get; }

    /// <summary>An application's change. A reading that is not newer than the one before it says nothing of now.</summary>
    /// <param name="app">The application.</param>
    /// <param name="before">The earlier reading; null: none.</param>
    /// <param name="now">The later one; null: none.</param>
    /// <param name="ticksPerSecond">How many timestamps there are in a second (<see cref="TimeProvider.TimestampFrequency"/>).</param>
    public static TrafficChange Of(string app, TrafficReading? before, TrafficReading? now, long ticksPerSecond)
    {
        if (now?.Apps.GetValueOrDefault(app) is not { } later || now.At <= before?.At)
        {
            return Unknown;
        }

        if (before is null || before.Since != now.Since)
        {
            return new TrafficChange(later, null, null, null, TimeSpan.Zero);
        }

        // The totals hold every application from its first word on, so one that was not there had counted nothing.
        var earlier = before.Apps.GetValueOrDefault(app) ?? new AppTraffic { App = app };
        return later.Requests < earlier.Requests
            ? new TrafficChange(later, null, null, null, TimeSpan.Zero)
            : new TrafficChange(
                later,
                later.Requests - earlier.Requests,
                ErrorsSince(earlier, later),
                later.Latency.Since(earlier.Latency),
                Clock.Between(before.At, now.At, ticksPerSecond));
    }

    // A request that failed was answered 502, 503 or 504, unless its answer broke off: whichever is more has both in it, and nothing twice.
    private static long ErrorsSince(AppTraffic before, AppTraffic now) =>
        Math.Max(now.ByClass[^1] - before.ByClass[^1], now.Failed - before.Failed);
}
