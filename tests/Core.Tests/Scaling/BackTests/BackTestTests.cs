using Orchestry.Core.Metrics;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Scaling;
using Orchestry.Core.Scaling.BackTests;
using Orchestry.Core.Scaling.Schedules;

namespace Orchestry.Core.Tests.Scaling.BackTests;

public sealed class BackTestTests
{
    private static readonly ScalingPolicy Policy = ScalingPolicy.Default with { MaxReplicas = 10, StabilizationWindowSeconds = 120, CooldownSeconds = 60 };
    private static readonly BackTestOptions Options = new();

    [Fact]
    public void A_load_that_comes_and_goes_is_followed_out_and_in_again()
    {
        var result = Run(Policy, ASeries.Of(70, minute => minute is > 20 and < 40 ? 200 : 5));

        Assert.Equal((2, 1, ScalingTriggers.LoadLow), (result.Changes[0].From, result.Changes[0].To, result.Changes[0].Trigger));
        Assert.Equal((1, 2), (result.Changes[1].From, result.Changes[1].To));
        Assert.InRange(result.PeakReplicas, 4, 6);
        Assert.Equal(1, result.FinalReplicas);
        Assert.Equal(0, result.Flaps);
        Assert.InRange(result.Breaches, 1, 40);
        Assert.All(result.Changes, c => Assert.NotEqual(c.From, c.To));
    }

    [Fact]
    public void What_does_not_change_is_counted_to_the_minute()
    {
        var result = Run(Policy with { Mode = ScalingMode.Manual }, ASeries.Of(30, _ => 1000), replicas: 3);

        Assert.Empty(result.Changes);
        Assert.Equal((90.0, 3, 3, 61), (result.ReplicaMinutes, result.PeakReplicas, result.FinalReplicas, result.Decisions));
        Assert.Equal((181, 181), (result.Breaches, result.Samples));
    }

    [Fact]
    public void The_load_of_each_replica_is_the_recorded_one_spread_over_those_of_the_model()
    {
        // 80 requests/s on two replicas: 40 each, no breach; on one it is.
        var samples = ASeries.Of(10, _ => 80);
        var manual = Policy with { Mode = ScalingMode.Manual };

        Assert.Equal(0, Run(manual, samples, replicas: 2).Breaches);
        Assert.Equal(61, Run(manual, samples, replicas: 1).Breaches);
        // 20% of processor each on two, 40% on one, 8% on five.
        Assert.Equal(0, Run(manual with { MaxCpuPercent = 39, TargetRpsPerReplica = 100 }, samples, replicas: 2).Breaches);
        Assert.Equal(61, Run(manual with { MaxCpuPercent = 39, TargetRpsPerReplica = 100 }, samples, replicas: 1).Breaches);
        Assert.Equal(61, Run(manual with { MaxCpuPercent = 7, TargetRpsPerReplica = 100 }, samples, replicas: 5).Breaches);
        Assert.Equal(0, Run(manual with { MaxCpuPercent = 9, TargetRpsPerReplica = 100 }, samples, replicas: 5).Breaches);
        // Latency is not explained away by more replicas.
        Assert.Equal(61, Run(manual with { MaxP95LatencyMs = 19 }, samples, replicas: 9).Breaches);
    }

    [Fact]
    public void New_replicas_help_when_they_are_ready()
    {
        var samples = ASeries.Of(20, minute => minute < 2 ? 60 : 150);

        var slow = Run(Policy, samples, options: Options with { ReadyAfter = TimeSpan.FromMinutes(5) });

        Assert.True(slow.Breaches >= Run(Policy, samples, options: Options with { ReadyAfter = TimeSpan.Zero }).Breaches + 29, $"{slow.Breaches}");
    }

    [Fact]
    public void An_idle_application_scales_to_zero_and_is_woken_by_the_next_request()
    {
        var policy = Policy with { MinReplicas = 0, ScaleToZeroAfterSeconds = 120 };

        var result = Run(policy, ASeries.Of(40, minute => minute is > 2 and < 30 ? 0 : 20), replicas: 1);

        Assert.Equal([(1, 0, ScalingTriggers.Idle), (0, 1, ScalingTriggers.RequestWaiting)], result.Changes.Select(c => (c.From, c.To, c.Trigger)));
        Assert.Equal(1, result.FinalReplicas);
        Assert.InRange(result.Breaches, 1, 6);
        Assert.InRange(result.ReplicaMinutes, 12, 16);
    }

    [Fact]
    public void Schedules_hold_in_the_past_as_well()
    {
        var policy = Policy with
        {
            Schedules = [new ScalingSchedule { Name = "rush", Cron = CronExpression.Parse("10 10 * * *"), DurationSeconds = 600, MinReplicas = 6 }],
        };

        var result = Run(policy, ASeries.Of(40, _ => 60));

        Assert.Equal((ASeries.Start.AddMinutes(10), 2, 6, ScalingTriggers.BelowMin), (result.Changes[0].At, result.Changes[0].From, result.Changes[0].To, result.Changes[0].Trigger));
        Assert.Contains("by the schedule 'rush'", result.Changes[0].Reason, StringComparison.Ordinal);
        Assert.All(result.Changes.Skip(1), c => Assert.True(c.At >= ASeries.Start.AddMinutes(20)));
    }

    [Fact]
    public void A_gap_in_the_samples_changes_nothing()
    {
        MetricSample[] samples = [.. ASeries.Of(60, _ => 2).Where(s => s.At < ASeries.Start.AddMinutes(1) || s.At > ASeries.Start.AddMinutes(55))];

        Assert.All(Run(Policy, samples).Changes, c => Assert.True(c.At > ASeries.Start.AddMinutes(55)));
        Assert.Contains(Run(Policy, ASeries.Of(60, _ => 2)).Changes, c => c.At < ASeries.Start.AddMinutes(10));
    }

    [Fact]
    public void Changes_that_reverse_each_other_are_counted_as_flaps()
    {
        var nervous = Policy with
        {
            StabilizationWindowSeconds = 0, CooldownSeconds = 0, WindowSeconds = 10, MaxScaleInStep = 0,
        };

        // Four minutes of much and four of little, by turns.
        var result = Run(nervous, ASeries.Of(60, minute => (int)(minute / 4) % 2 == 0 ? 10 : 200));

        Assert.InRange(result.Flaps, 10, 15);
        Assert.Equal(0, Run(nervous, ASeries.Of(60, minute => (int)(minute / 4) % 2 == 0 ? 10 : 200), options: Options with { FlapWithin = TimeSpan.FromSeconds(30) }).Flaps);
    }

    [Fact]
    public void Two_policies_are_compared_over_the_same_samples()
    {
        var samples = ASeries.Of(60, minute => minute is > 10 and < 30 ? 200 : 20);

        Assert.True(BackTest.Compare(Policy, Policy with { MinReplicas = 5 }, samples, 2, Options, default).TryGet(out var comparison, out _));

        Assert.True(comparison.ReplicaMinutesMore > 60);
        Assert.True(comparison.BreachesMore < 0);
        Assert.Equal(comparison.Current, Run(Policy, samples) with { Changes = comparison.Current.Changes });
        Assert.Equal(comparison.Proposed.Flaps - comparison.Current.Flaps, comparison.FlapsMore);
    }

    [Fact]
    public void The_same_run_gives_the_same_result()
    {
        var samples = ASeries.Of(120, minute => 100 + (100 * Math.Sin(minute / 9)));

        Assert.Equal(Run(Policy, samples).Changes.AsEnumerable(), Run(Policy, samples).Changes);
    }

    [Fact]
    public void What_cannot_be_run_is_refused_with_every_reason()
    {
        var samples = ASeries.Of(10, _ => 1);
        var odd = Options with { CheckInterval = TimeSpan.Zero, CollectionInterval = TimeSpan.FromDays(2), ReadyAfter = TimeSpan.FromHours(2), FlapWithin = TimeSpan.FromDays(2) };

        Assert.Equal(
            ["check_interval_seconds", "collection_interval_seconds", "ready_after_seconds", "flap_within_seconds", "replicas", "samples"],
            Refused([], 101, odd).Select(v => v.Field));
        Assert.Equal("must be 1 to 100000, not 100001", Assert.Single(Refused([.. Enumerable.Repeat(samples[0], 100_001)], 1, Options)).Message);
        Assert.Equal("samples[1]: must be later than the one before", Assert.Single(Refused([samples[1], samples[0]], 1, Options)).ToString());
        Assert.Contains(
            "makes more than 100000 decisions of 40 days",
            Assert.Single(Refused([samples[0], samples[1] with { At = samples[0].At.AddDays(40) }], 1, Options)).Message, StringComparison.Ordinal);
        Assert.NotNull(BackTest.Compare(Policy, Policy, [], 1, Options, default).Refusal);
    }

    [Fact]
    public void What_would_take_long_is_refused_before_it_begins()
    {
        var week = Enumerable.Range(0, 60_480).Select(i => ALoad.Sample(ASeries.Start.AddSeconds(10 * i), 2, 1, 1, 1, 1, 1)).ToArray();
        var slow = Policy with { WindowSeconds = 86_400 };

        Assert.StartsWith(
            "is too short for 60480 samples, a window of 86400 s and 0 schedules",
            Assert.Single(BackTest.Compare(Policy, slow, week, 2, Options, default).Refusal!.Violations).Message, StringComparison.Ordinal);
        Assert.Null(BackTest.Run(Policy, week, 2, Options, default).Refusal);
    }

    [Fact]
    public void A_run_that_nobody_waits_for_ends() => Assert.Throws<OperationCanceledException>(
        () => BackTest.Run(Policy, ASeries.Of(10, _ => 1), 2, Options, new CancellationToken(canceled: true)));

    private static BackTestResult Run(ScalingPolicy policy, MetricSample[] samples, int replicas = 2, BackTestOptions? options = null)
    {
        Assert.True(BackTest.Run(policy, samples, replicas, options ?? Options, default).TryGet(out var result, out var refusal), refusal?.Details);
        return result;
    }

    private static IReadOnlyList<Violation> Refused(MetricSample[] samples, int replicas, BackTestOptions options)
    {
        var refusal = BackTest.Run(Policy, samples, replicas, options, default).Refusal;
        Assert.Equal(RefusalKind.ValidationFailed, refusal?.Kind);
        return refusal!.Violations;
    }
}
