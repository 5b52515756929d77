using Orchestry.Core.Apps;
using Orchestry.Core.Metrics;
using Orchestry.Core.Scaling;
using Orchestry.Core.Scaling.Explained;

namespace Orchestry.Actors.Scaling;

/// <summary>
/// What the autoscaler keeps of one application. It begins empty with each term of office: nothing of a former leader's is needed, because what is not
/// known holds a scale-in until it is, and never a scale-out for longer than the next sample.
/// </summary>
internal sealed class WatchedApp(AppSnapshot app, long term, DateTimeOffset since)
{
    // Far more than any window holds at the usual interval; a bound for what comes faster.
    private const int MostSamples = 20_000;
    private static readonly TimeSpan Spare = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestStabilization = TimeSpan.FromSeconds(ScalingRanges.Stabilization.Most);

    private readonly List<MetricSample> _samples = [];
    private readonly RecommendationHistory _recommended = new();

    public AppName Name { get; } = app.Name;

    /// <summary>Tells it from another application that had its name.</summary>
    public DateTimeOffset CreatedAt { get; } = app.CreatedAt;

    /// <summary>Since when its recommendations are known.</summary>
    public DateTimeOffset Since { get; } = since;

    public IReadOnlyList<MetricSample> Samples => _samples;

    public IReadOnlyList<Recommendation> Recommendations => _recommended.Kept;

    public Idleness Idleness { get; private set; }

    public DecisionLog Log { get; } = new(app.Name.Value, term);

    /// <summary>The change that was decided and is not durable yet; null: none.</summary>
    public DecisionWrite? Asked { get; set; }

    public void Add(MetricSample sample, ScalingPolicy policy, TimeSpan interval)
    {
        var begin = sample.At - TimeSpan.FromSeconds(policy.WindowSeconds) - (3 * interval) - Spare;
        var old = _samples.FindIndex(s => s.At >= begin);
        _samples.RemoveRange(0, old < 0 ? _samples.Count : old);
        if (_samples.Count == MostSamples)
        {
            _samples.RemoveAt(0);
        }

        _samples.Add(sample);
        Idleness = Idleness.After(sample, interval);
    }

    /// <summary>Kept as long as any policy could ask for: a window that is made longer counts from what was before.</summary>
    public void Add(ScalingDecision decision) => _recommended.Add(new Recommendation(decision.At, decision.Recommended), LongestStabilization);
}
