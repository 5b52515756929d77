using Orchestry.Core.Ingress;

namespace Orchestry.Core.Metrics;

/// <summary>What all nodes' ingresses together had counted at one moment.</summary>
/// <param name="Apps">Totals by application: of each that has a route or had a request.</param>
/// <param name="Since">Names the counting, by when it began: totals of another one can't be compared with these.</param>
/// <param name="At">When, as a timestamp of the reader's clock (<see cref="TimeProvider.GetTimestamp"/>).</param>
public sealed record TrafficReading(IReadOnlyDictionary<string, AppTraffic> Apps, long Since, long At)
{
    // Two nodes' words may be a second apart each; what is older than this says nothing of now.
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How old the counters are that the nodes posted: the mean over the ingresses that posted lately. Null when none did, or none has an ingress:
    /// then nothing is known of now.
    /// </summary>
    public static TimeSpan? AgeOf(IReadOnlyList<PostedTraffic> posted)
    {
        var ages = posted.Where(p => p.Traffic.State.Mode != IngressMode.None && p.Age < Freshness).Select(p => p.Age.Ticks).ToArray();
        return ages.Length == 0 ? null : TimeSpan.FromTicks(ages.Sum() / ages.Length);
    }
}
