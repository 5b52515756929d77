using Orchestry.Core.Ingress;

namespace Orchestry.Core.Metrics;

/// <summary>What all applications together are asked, at all nodes' ingresses.</summary>
/// <param name="TotalRequests">
/// Requests answered since the ingress processes that serve now began; null: there is no ingress, or nothing is known of it.
/// </param>
/// <param name="RequestsPerSecond">Since the reading before; null without one.</param>
/// <param name="ErrorRatePercent">Of the requests since then, the part that was answered with 5xx or not at all; null also without requests.</param>
/// <param name="MeanLatencyMs">Their mean latency in milliseconds; null also without requests.</param>
public sealed record NetworkLoad(long? TotalRequests, double? RequestsPerSecond, double? ErrorRatePercent, double? MeanLatencyMs)
{
    /// <summary>Nothing was measured.</summary>
    public static NetworkLoad Unknown { get; } = new(null, null, null, null);

    /// <summary>The load between two readings.</summary>
    /// <param name="posted">What the nodes said last.</param>
    /// <param name="before">The earlier reading; null: none.</param>
    /// <param name="now">The later one; null: nothing is known of now.</param>
    /// <param name="ticksPerSecond">How many timestamps there are in a second (<see cref="TimeProvider.TimestampFrequency"/>).</param>
    public static NetworkLoad Of(IReadOnlyList<PostedTraffic> posted, TrafficReading? before, TrafficReading? now, long ticksPerSecond)
    {
        var ingresses = posted.Where(p => p.Traffic.State.Mode != IngressMode.None).ToArray();
        long? total = ingresses.Length == 0 ? null : ingresses.Sum(p => p.Traffic.Traffic.Apps.Sum(a => a.Requests));
        if (before is null || now is null || before.Since != now.Since || now.At <= before.At)
        {
            return Unknown with { TotalRequests = total };
        }

        var changes = now.Apps.Keys.Select(app => TrafficChange.Of(app, before, now, ticksPerSecond)).ToArray();
        var requests = changes.Sum(c => c.Requests ?? 0);
        var latency = changes.Select(c => c.Latency).OfType<LatencyDistribution>().Aggregate(LatencyDistribution.Empty, (all, one) => all.Plus(one));
        return new NetworkLoad(
            total,
            requests / Clock.Between(before.At, now.At, ticksPerSecond).TotalSeconds,
            requests > 0 ? 100.0 * changes.Sum(c => c.Errors ?? 0) / requests : null,
            latency.Mean()?.TotalMilliseconds);
    }
}
