using Orchestry.Core.Metrics;

namespace Orchestry.Core.Scaling;

/// <summary>
/// Since when nobody has used an application, followed sample by sample so that nobody has to keep a day of them. What is not known counts
/// as use: a sample without figures and a gap between samples both begin anew.
/// </summary>
/// <param name="Since">Since when it has been idle; null when it is not, or not known to be.</param>
/// <param name="LastSample">The time of the newest sample; null before the first.</param>
public readonly record struct Idleness(DateTimeOffset? Since, DateTimeOffset? LastSample)
{
    /// <summary>Nothing is known yet.</summary>
    public static Idleness Unknown { get; }

    /// <summary>What is known after a further sample, given the interval of collection. An older sample than the newest changes nothing.</summary>
    public Idleness After(MetricSample sample, TimeSpan interval)
    {
        if (sample.At <= LastSample)
        {
            return this;
        }

        if (sample is not { Rps: 0, Connections: 0, Held: 0 })
        {
            return new Idleness(null, sample.At);
        }

        var isGap = sample.At - LastSample > SampleWindow.StaleAfter(interval);
        return new Idleness(isGap || Since is null ? sample.At - interval : Since, sample.At);
    }
}
