using System.Globalization;
using Orchestry.Core.Metrics;
using Orchestry.Core.Scaling;
using Orchestry.Core.Scaling.Schedules;
using static Orchestry.Benchmarks.Medians;

namespace Orchestry.Benchmarks.Metrics;

/// <summary>How many scaling decisions one thread makes in a second, explanation included, over samples of the whole window every ten seconds.</summary>
internal static class DecisionRate
{
    /// <summary>Decisions per second.</summary>
    private const double Target = 100_000;

    private const int Replicas = 4;
    private const int Rounds = 5;
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Span = TimeSpan.FromMilliseconds(300);

    public static void Measure()
    {
        Console.WriteLine();
        Console.WriteLine("| a decision over | what it comes to | a second | target |");
        Console.WriteLine("|---|---|---:|---:|");
        foreach (var (samples, load) in new[] { (2, 1.0), (2, 2.0), (12, 1.0), (12, 0.2), (60, 2.0) })
        {
            var input = Input(samples, load);
            var rate = Median([.. Enumerable.Range(-1, Rounds + 1).Select(_ => Rate(input)).Skip(1)]);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {samples} samples | {input.Decide().Action} | {rate:N0} | {Target:N0}{(rate < Target ? " (missed)" : "")} |"));
        }
    }

    private static ScalingDecision Decide(this ScalingInput input) => Autoscaler.Decide(input);

    private static double Rate(ScalingInput input)
    {
        var began = TimeProvider.System.GetTimestamp();
        for (var decisions = 1; ; decisions++)
        {
            _ = input.Decide();
            if (decisions % 100 == 0 && TimeProvider.System.GetElapsedTime(began) is var took && took >= Span)
            {
                return decisions / took.TotalSeconds;
            }
        }
    }

    private static ScalingInput Input(int samples, double load)
    {
        var policy = ScalingPolicy.Default with { MaxReplicas = 20, WindowSeconds = samples * (int)Interval.TotalSeconds };
        return new ScalingInput
        {
            Now = Now,
            Scaling = EffectiveScaling.Of(policy),
            Samples = [.. Enumerable.Range(0, samples).Select(i => Sample(policy, load, Now - (i * Interval)))],
            Desired = Replicas,
            Healthy = Replicas,
            CollectionInterval = Interval,
        };
    }

    private static MetricSample Sample(ScalingPolicy policy, double load, DateTimeOffset at) => new()
    {
        App = "web",
        At = at,
        Rps = policy.TargetRpsPerReplica * Replicas * load / 2,
        CpuPercent = policy.MaxCpuPercent * load / 2,
        MemoryPercent = policy.MaxMemoryPercent * load / 2,
        LatencyP95Ms = policy.MaxP95LatencyMs * load / 2,
        Connections = (int)(policy.MaxConnPerReplica * Replicas * load / 2),
        HealthyReplicas = Replicas,
        TotalReplicas = Replicas,
    };
}
