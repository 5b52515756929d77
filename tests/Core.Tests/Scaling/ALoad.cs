using Orchestry.Core.Metrics;
using Orchestry.Core.Scaling;
using Orchestry.Core.Scaling.Schedules;

namespace Orchestry.Core.Tests.Scaling;

/// <summary>Builds what a decision depends on: an application under an even load, observed long enough.</summary>
internal static class ALoad
{
    public static readonly DateTimeOffset Now = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>Between the thresholds of the usual policy: 71.4% of a target at most.</summary>
    public static ScalingInput Steady(
        int replicas, double? cpu = 50, double? memory = 50, double? rpsEach = 20, int? connectionsEach = 30, double? latency = 100) =>
        Of(replicas, Enumerable.Range(0, 6).Select(i => Sample(
            Now - (i * Interval), replicas, cpu, memory, rpsEach * replicas, connectionsEach * replicas, latency)));

    /// <summary>Below the usual threshold for scaling in, by the memory at 20% of its target.</summary>
    public static ScalingInput Low(int replicas) => Steady(replicas, cpu: 7, memory: 15, rpsEach: 5, connectionsEach: 8, latency: 25);

    /// <summary>Below a tenth of every target: 8% at most.</summary>
    public static ScalingInput VeryLow(int replicas) => Steady(replicas, cpu: 5.6, memory: 3, rpsEach: 2, connectionsEach: 2, latency: 10);

    public static ScalingInput Of(int replicas, IEnumerable<MetricSample> samples) => new()
    {
        Now = Now,
        Scaling = EffectiveScaling.Of(ScalingPolicy.Default with { MaxReplicas = 20 }),
        Samples = [.. samples],
        Desired = replicas,
        Healthy = replicas,
        CollectionInterval = Interval,
    };

    public static MetricSample Sample(
        DateTimeOffset at, int healthy, double? cpu, double? memory, double? rps, int? connections, double? latency) => new()
        {
            App = "web",
            At = at,
            CpuPercent = cpu,
            MemoryPercent = memory,
            Rps = rps,
            Connections = connections,
            LatencyP95Ms = latency,
            HealthyReplicas = healthy,
            TotalReplicas = healthy,
        };

    /// <summary>The input with a changed policy.</summary>
    public static ScalingInput Under(this ScalingInput input, Func<ScalingPolicy, ScalingPolicy> change) =>
        input with { Scaling = EffectiveScaling.Of(change(input.Scaling.Policy)) };

    /// <summary>The input with each sample changed.</summary>
    public static ScalingInput Each(this ScalingInput input, Func<MetricSample, int, MetricSample> change) =>
        input with { Samples = [.. input.Samples.Select(change)] };

    public static ScalingDecision Decide(this ScalingInput input) => Autoscaler.Decide(input);

    public static string[] VetoedBy(this ScalingDecision decision) => [.. decision.Vetoes.Select(v => v.Name)];
}
