using System.Collections.Immutable;
using Orchestry.Core.Ingress;

namespace Orchestry.Core.Metrics.Exposition;

/// <summary>
/// A latency distribution in the few fixed buckets that a monitoring system can take. A request is counted where its fine bucket lies whole, so one
/// within 1.6 % below a bound may be counted above it.
/// </summary>
public static class LatencyHistogram
{
    /// <summary>The upper bounds in seconds; one without a bound follows.</summary>
    public static ImmutableArray<double> Bounds { get; } = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

    /// <summary>How many requests took no longer than each of <see cref="Bounds"/>.</summary>
    public static ImmutableArray<long> Cumulative(LatencyDistribution latency) =>
        [.. Bounds.Select(bound => latency.Counts.TakeWhile(c => LatencyBuckets.UpperBound(c.Bucket).TotalSeconds <= bound).Sum(c => c.Count))];

    /// <summary>The seconds of all requests together, each at the bound of its fine bucket.</summary>
    public static double Sum(LatencyDistribution latency) => latency.Counts.Sum(c => c.Count * LatencyBuckets.UpperBound(c.Bucket).TotalSeconds);
}
