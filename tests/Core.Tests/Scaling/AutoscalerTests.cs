using Orchestry.Core.Scaling;

namespace Orchestry.Core.Tests.Scaling;

/// <summary>The rule itself: how many replicas a load asks for.</summary>
public sealed class AutoscalerTests
{
    [Fact]
    public void A_load_between_the_thresholds_changes_nothing()
    {
        var decision = ALoad.Steady(2).Decide();

        Assert.Equal((ScalingAction.Hold, 2, 2, 2), (decision.Action, decision.From, decision.To, decision.Recommended));
        Assert.Equal(ScalingTriggers.LoadSteady, decision.Trigger);
        Assert.Equal("Steady load: the highest is CPU usage, 50.0% of 70% (71.4% of the target, neither above 80% nor below 30%)", decision.Reason);
        Assert.Empty(decision.Vetoes);
    }

    [Fact]
    public void Each_metric_alone_scales_out_and_says_so_with_its_figures()
    {
        Check(ALoad.Steady(4, cpu: 78.5), 5, ScalingTriggers.CpuHigh, "High CPU usage: 78.5% of 70% (112.1% of the target, scaling out above 80%)");
        Check(ALoad.Steady(4, memory: 81), 5, ScalingTriggers.MemoryHigh, "High memory usage: 81.0% of 75% (108.0% of the target, scaling out above 80%)");
        Check(ALoad.Steady(4, rpsEach: 62.5), 5, ScalingTriggers.RpsHigh, "High request rate: 62.5 of 50 requests/s per replica (125.0% of the target, scaling out above 80%)");
        Check(ALoad.Steady(4, latency: 312.4), 5, ScalingTriggers.LatencyHigh, "High p95 latency: 312 ms of 250 ms (125.0% of the target, scaling out above 80%)");
        Check(ALoad.Steady(4, connectionsEach: 90), 5, ScalingTriggers.ConnectionsHigh, "High number of connections: 90.0 of 80 per replica (112.5% of the target, scaling out above 80%)");

        static void Check(ScalingInput input, int to, string trigger, string reason)
        {
            var decision = input.Decide();
            Assert.Equal((ScalingAction.ScaleOut, to, trigger, reason), (decision.Action, decision.To, decision.Trigger, decision.Reason));
        }
    }

    [Theory]
    [InlineData(4, 40.0, 4)] // 80% exactly is not above
    [InlineData(4, 40.5, 5)] // ceil(4 x 0.81) is no more than there are, so one more
    [InlineData(4, 50.0, 5)]
    [InlineData(4, 62.5, 5)]
    [InlineData(4, 63.0, 6)] // ceil(4 x 1.26)
    [InlineData(4, 90.0, 8)]
    [InlineData(4, 500.0, 8)] // double at most
    [InlineData(1, 500.0, 2)]
    [InlineData(15, 500.0, 20)] // the most allowed
    public void Scaling_out_brings_the_highest_factor_to_its_target_within_the_limits(int replicas, double rpsEach, int to) =>
        Assert.Equal(to, ALoad.Steady(replicas, rpsEach: rpsEach).Decide().To);

    [Fact]
    public void The_highest_factor_of_all_counts()
    {
        var decision = ALoad.Steady(4, cpu: 84, rpsEach: 100).Decide();

        Assert.Equal((8, ScalingTriggers.RpsHigh), (decision.To, decision.Trigger));
        Assert.Equal(["rps", "cpu", "memory", "latency", "connections"], decision.Factors.Select(f => f.Metric));
        Assert.Equal([2.0, 1.2], decision.Factors.Take(2).Select(f => Math.Round(f.Factor!.Value, 6)));
        Assert.Equal((100.0, 50.0), (decision.Factors[0].Observed!.Value, decision.Factors[0].Target));
    }

    [Fact]
    public void The_target_follows_from_the_metric_that_is_highest_whichever_it_is()
    {
        ScalingInput[] inputs =
        [
            ALoad.Steady(4, rpsEach: 80), ALoad.Steady(4, cpu: 112), ALoad.Steady(4, memory: 120), ALoad.Steady(4, latency: 400),
            ALoad.Steady(4, connectionsEach: 128),
        ];

        // ceil(4 x 1.6)
        Assert.All(inputs, input => Assert.Equal((7, 7), (input.Decide().To, input.Decide().Recommended)));
    }

    [Fact]
    public void When_all_are_low_one_replica_goes()
    {
        var decision = ALoad.Low(5).Decide();

        Assert.Equal((ScalingAction.ScaleIn, 4, 4), (decision.Action, decision.To, decision.Recommended));
        Assert.Equal("Low load: the highest is memory usage, 15.0% of 75% (20.0% of the target, scaling in below 30%)", decision.Reason);
    }

    [Fact]
    public void One_metric_that_is_not_low_keeps_all_replicas() =>
        Assert.Equal(ScalingAction.Hold, ALoad.Low(5).Each((s, _) => s with { LatencyP95Ms = 75 }).Decide().Action);

    [Theory]
    [InlineData(20, 0, 3)] // floor(20 x 0.08 x 2)
    [InlineData(20, 2, 18)]
    [InlineData(20, 1, 19)]
    [InlineData(10, 0, 2)] // floor(1.6) would be 1: see would_scale_out
    [InlineData(2, 0, 1)]
    public void Below_a_tenth_more_go_at_once_as_far_as_the_step_allows(int replicas, int step, int to) =>
        Assert.Equal(to, ALoad.VeryLow(replicas).Under(p => p with { MaxScaleInStep = step }).Decide().To);

    [Fact]
    public void Requests_and_connections_are_counted_for_each_healthy_replica_of_their_time()
    {
        // 200 requests/s are 100 each while two were healthy, and 50 each since all four are.
        var decision = ALoad.Steady(4, rpsEach: 50).Each((s, i) => s with { HealthyReplicas = i < 3 ? 4 : 2 }).Decide();

        Assert.Equal(75, decision.Factors[0].Observed);
    }

    [Fact]
    public void The_average_is_that_of_the_window_and_of_nothing_else()
    {
        var input = ALoad.Steady(2, cpu: 40);
        var outside = ALoad.Sample(ALoad.Now.AddSeconds(-60), 2, 100, 100, 1000, 1000, 1000);
        var ahead = outside with { At = ALoad.Now.AddMinutes(5) };

        var decision = (input with { Samples = [ahead, .. input.Samples, outside] }).Decide();

        Assert.Equal((40.0, 6), (decision.Factors[1].Observed!.Value, decision.Samples));
        Assert.Equal(TimeSpan.FromSeconds(60), decision.Window);
    }

    [Fact]
    public void A_window_shorter_than_two_collections_is_as_long_as_two() =>
        Assert.Equal(TimeSpan.FromSeconds(20), ALoad.Steady(2).Under(p => p with { WindowSeconds = 1 }).Decide().Window);

    [Fact]
    public void What_fewer_replicas_bore_before_a_change_is_not_held_against_more()
    {
        var decision = (ALoad.Steady(2).Under(p => p with { CooldownSeconds = 0 }) with { LastChangedAt = ALoad.Now.AddSeconds(-25) })
            .Each((s, _) => s.At > ALoad.Now.AddSeconds(-25) ? s : s with { CpuPercent = 100 }).Decide();

        Assert.Equal((ScalingAction.Hold, 3, 50.0), (decision.Action, decision.Samples, decision.Factors[1].Observed!.Value));
    }

    [Fact]
    public void Without_requests_latency_counts_as_none()
    {
        var decision = ALoad.Low(3).Each((s, _) => s with { Rps = 0, LatencyP95Ms = null }).Decide();

        Assert.Equal((2, 0.0), (decision.To, decision.Factors[3].Observed!.Value));
    }

    [Fact]
    public void Scaling_out_goes_by_the_metrics_that_are_known()
    {
        var decision = ALoad.Steady(4, cpu: 84, rpsEach: null, connectionsEach: null, memory: null, latency: null).Decide();

        Assert.Equal((5, ScalingTriggers.CpuHigh), (decision.To, decision.Trigger));
        Assert.Equal("missing in 6 of 6 samples", decision.Factors[0].Missing);
    }

    [Fact]
    public void Metrics_that_are_not_collected_are_not_missed()
    {
        var worker = ALoad.Low(3).Each((s, _) => s with { Rps = null, LatencyP95Ms = null, Connections = null });

        Assert.Equal(3, worker.Decide().To);
        var decision = (worker with { Collected = ScalingMetrics.Usage }).Decide();
        Assert.Equal((2, "not collected"), (decision.To, decision.Factors[0].Missing));
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(9, 8)]
    public void A_number_outside_of_the_bounds_is_brought_inside_at_once(int replicas, int to)
    {
        var input = ALoad.Steady(replicas).Under(p => p with { MinReplicas = 3, MaxReplicas = 8, MaxScaleInStep = 1, MaxScaleOutStep = 1 });

        var decision = (input with { LastChangedAt = ALoad.Now, Samples = [], InProgress = "a rollout", Healthy = 0 }).Decide();

        Assert.Equal(to, decision.To);
        Assert.Equal(replicas == 1 ? "1 replica wanted, at least 3 required" : "9 replicas wanted, at most 8 allowed", decision.Reason);
    }

    [Fact]
    public void A_bound_of_a_schedule_is_told_as_the_schedules()
    {
        var input = ALoad.Steady(2);

        var decision = (input with { Scaling = input.Scaling with { MinReplicas = 6, MinFrom = "office hours" } }).Decide();

        Assert.Equal((6, "2 replicas wanted, at least 6 required by the schedule 'office hours'"), (decision.To, decision.Reason));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-1)]
    public void What_cannot_be_a_measurement_is_missing(double cpu)
    {
        var decision = ALoad.Low(3).Each((s, _) => s with { CpuPercent = cpu }).Decide();

        Assert.Equal((3, VetoNames.MissingMetrics), (decision.To, Assert.Single(decision.VetoedBy())));
    }

    [Fact]
    public void An_absurd_load_is_still_bounded() =>
        Assert.Equal(4, ALoad.Steady(2, rpsEach: double.MaxValue / 2).Decide().To);

    [Fact]
    public void A_decision_repeats_one_that_differs_in_its_figures_only()
    {
        var first = ALoad.Steady(2, cpu: 50).Decide();

        Assert.True(ALoad.Steady(2, cpu: 51).Decide().IsRepetitionOf(first));
        Assert.False(ALoad.Steady(3).Decide().IsRepetitionOf(first));
        Assert.False(ALoad.Low(2).Decide().IsRepetitionOf(first));
        Assert.False((ALoad.Steady(2) with { Samples = [] }).Decide().IsRepetitionOf(first));
        Assert.False(ALoad.Steady(2, cpu: 90).Decide().IsRepetitionOf(ALoad.Steady(2, cpu: 90).Decide()));
    }
}
