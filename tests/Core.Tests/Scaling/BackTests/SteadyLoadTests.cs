using FsCheck;
using FsCheck.Fluent;
using Orchestry.Core.Scaling;
using Orchestry.Core.Scaling.BackTests;

namespace Orchestry.Core.Tests.Scaling.BackTests;

/// <summary>A load that does not change must not keep the replicas changing, wherever it lies.</summary>
public sealed class SteadyLoadTests
{
    private static readonly BackTestOptions Options = new() { CheckInterval = TimeSpan.FromSeconds(10) };

    [Fact]
    public void A_load_at_the_edges_of_the_thresholds_never_flaps()
    {
        // Waves of two percent around each load at which one, two, three or four replicas are at a threshold.
        foreach (var replicas in Enumerable.Range(1, 4))
        {
            foreach (var threshold in new[] { 80, 30, 10 })
            {
                var edge = ScalingPolicy.Default.TargetRpsPerReplica * replicas * threshold / 100.0;
                foreach (var cooldown in new[] { 0, 180 })
                {
                    var policy = ScalingPolicy.Default with { CooldownSeconds = cooldown, StabilizationWindowSeconds = cooldown };
                    Assert.Equal(0, Flaps(policy, replicas, minute => edge * (1 + (0.02 * Math.Sin(minute * 40)))));
                }
            }
        }
    }

    [Fact]
    public void No_policy_flaps_under_a_load_that_only_trembles() => Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
    {
        var random = new Random(seed);
        var scaleOut = random.Next(20, 101);
        var policy = ScalingPolicy.Default with
        {
            MaxReplicas = 20,
            ScaleOutThresholdPct = scaleOut,
            ScaleInThresholdPct = random.Next(1, scaleOut),
            TargetRpsPerReplica = random.Next(5, 200),
            WindowSeconds = random.Next(1, 120),
            CooldownSeconds = random.Next(0, 2) * random.Next(0, 200),
            StabilizationWindowSeconds = random.Next(0, 2) * random.Next(0, 300),
            MaxScaleOutStep = random.Next(0, 4),
            MaxScaleInStep = random.Next(0, 4),
        };
        var (load, wave) = (random.NextDouble() * 10 * policy.TargetRpsPerReplica, random.NextDouble() * 0.03);
        return Flaps(policy, random.Next(1, 12), minute => load * (1 + (wave * Math.Sin(minute * 40)))) == 0;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    private static int Flaps(ScalingPolicy policy, int replicas, Func<double, double> load)
    {
        Assert.True(BackTest.Run(policy, ASeries.Of(30, load), replicas, Options, default).TryGet(out var result, out _));
        return result.Flaps;
    }
}
