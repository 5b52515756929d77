using Orchestry.Core.Metrics;
using Orchestry.Core.Scaling;

namespace Orchestry.Core.Tests.Scaling;

/// <summary>Each thing that can stand against scaling, with what it says.</summary>
public sealed class AutoscalerVetoTests
{
    private static readonly ScalingInput High = ALoad.Steady(4, rpsEach: 75);

    [Fact]
    public void A_stopped_application_is_left_alone() => Holds(
        High with { IsStopped = true, Desired = 0 }, VetoNames.Stopped, "Not judged; held: the application is stopped");

    [Fact]
    public void In_manual_mode_people_decide_even_outside_of_the_bounds()
    {
        Holds(High.Under(p => p with { Mode = ScalingMode.Manual }), VetoNames.ManualMode, "Not judged; held: the mode is manual, people decide");
        Assert.Equal(4, High.Under(p => p with { Mode = ScalingMode.Manual, MinReplicas = 8, MaxReplicas = 9 }).Decide().To);
    }

    [Fact]
    public void Cooldown_holds_in_both_directions_and_says_how_long()
    {
        var changed = ALoad.Now.AddSeconds(-60.5);

        var decision = Holds(High with { LastChangedAt = changed }, VetoNames.Cooldown,
            "High request rate: 75.0 of 50 requests/s per replica (150.0% of the target, scaling out above 80%); held: 120 s of 180 s of cooldown are left");
        Assert.Equal(TimeSpan.FromSeconds(119.5), decision.CooldownLeft);
        Assert.Equal(6, decision.Recommended);
        Holds(ALoad.Low(4) with { LastChangedAt = changed }, VetoNames.Cooldown, null);
        Assert.Equal(6, (High with { LastChangedAt = ALoad.Now.AddSeconds(-180) }).Decide().To);
    }

    [Fact]
    public void A_change_that_another_clock_dates_after_now_has_its_whole_cooldown_left() =>
        Assert.Equal(TimeSpan.FromSeconds(180), (High with { LastChangedAt = ALoad.Now.AddSeconds(30) }).Decide().CooldownLeft);

    [Fact]
    public void What_is_under_way_is_waited_for()
    {
        Holds(High with { InProgress = "a rollout" }, VetoNames.InProgress, "; held: a rollout is under way");
        Holds(ALoad.Low(4) with { InProgress = "a scaling" }, VetoNames.InProgress, "; held: a scaling is under way");
    }

    [Fact]
    public void Not_too_many_applications_scale_at_once()
    {
        Holds(High with { ConcurrencyReached = 3 }, VetoNames.Concurrency, "; held: 3 applications are scaling, and no more may");
        Holds(ALoad.Steady(1).Under(p => p with { MinReplicas = 2 }) with { ConcurrencyReached = 1 }, VetoNames.Concurrency,
            "1 replica wanted, at least 2 required; held: 1 application is scaling, and no more may");
    }

    [Fact]
    public void Scaling_in_goes_to_the_highest_recommendation_of_the_stabilization_window()
    {
        var input = ALoad.Low(4) with { Recommendations = [new(ALoad.Now.AddSeconds(-200), 4), new(ALoad.Now.AddSeconds(-100), 3)] };

        Holds(input, VetoNames.Stabilization, "; held: 200 s ago the load asked for 4 replicas, which counts for 300 s");
        Assert.Equal(3, (input with { Now = input.Now.AddSeconds(-0), Recommendations = [new(ALoad.Now.AddSeconds(-300), 4), new(ALoad.Now, 3)] }).Decide().To);
    }

    [Fact]
    public void Stabilization_may_also_only_limit()
    {
        var decision = (ALoad.VeryLow(20).Under(p => p with { MaxScaleInStep = 0 }) with { Recommendations = [new(ALoad.Now.AddSeconds(-9), 12)] }).Decide();

        Assert.Equal((ScalingAction.ScaleIn, 12), (decision.Action, decision.To));
        Assert.EndsWith("; limited: 9 s ago the load asked for 12 replicas, which counts for 300 s", decision.Reason, StringComparison.Ordinal);
        Assert.Equal(3, decision.Recommended);
    }

    [Fact]
    public void A_new_leader_does_not_scale_in_before_it_knows_the_stabilization_window()
    {
        Holds(ALoad.Low(4) with { ObservedSince = ALoad.Now.AddSeconds(-120) }, VetoNames.Stabilization,
            "; held: decisions are known for 120 s only, of 300 s of stabilization");
        Assert.Equal(6, (High with { ObservedSince = ALoad.Now }).Decide().To);
        Assert.Equal(3, (ALoad.Low(4) with { ObservedSince = ALoad.Now.AddSeconds(-300) }).Decide().To);
    }

    [Fact]
    public void Samples_that_do_not_cover_the_window_do_not_scale_in()
    {
        var few = ALoad.Low(4) with { Samples = [.. ALoad.Low(4).Samples.Take(4)] };

        Holds(few, VetoNames.WarmingUp, "; held: samples cover 40 s of the window of 60 s, of which 70% are needed");
        Assert.Equal(3, (few with { Samples = [.. ALoad.Low(4).Samples.Take(5)] }).Decide().To);
        Assert.Equal(6, (High with { Samples = [High.Samples[0]] }).Decide().To);
    }

    [Fact]
    public void Samples_closer_than_the_interval_do_not_cover_more() => Holds(
        ALoad.Low(4).Each((s, i) => s with { At = ALoad.Now.AddSeconds(-i) }), VetoNames.WarmingUp, "samples cover 15 s of the window of 60 s");

    [Fact]
    public void The_window_is_covered_anew_after_every_change() => Holds(
        ALoad.Low(4).Under(p => p with { CooldownSeconds = 0 }) with { LastChangedAt = ALoad.Now.AddSeconds(-30) },
        VetoNames.WarmingUp, "samples cover 30 s of the window of 60 s");

    [Fact]
    public void Nothing_is_decided_before_the_first_sample_after_a_change() => Holds(
        High.Under(p => p with { CooldownSeconds = 0 }) with { LastChangedAt = ALoad.Now },
        VetoNames.WarmingUp, "The load is not known; held: there is no sample since the number of replicas changed 0 s ago");

    [Theory]
    [InlineData("rps")]
    [InlineData("cpu")]
    [InlineData("memory")]
    [InlineData("latency")]
    [InlineData("connections")]
    public void A_metric_missing_in_a_single_sample_is_enough_not_to_scale_in(string metric)
    {
        var input = ALoad.Low(4).Each((s, i) => i != 2 ? s : Without(s, metric));

        Holds(input, VetoNames.MissingMetrics, $"; held: {metric} is missing in 1 of 6 samples");
    }

    [Fact]
    public void Without_any_metric_nothing_is_decided() => Holds(
        High.Each((s, _) => new MetricSample { App = s.App, At = s.At, HealthyReplicas = 4 }), VetoNames.MissingMetrics,
        "The load is not known; held: rps is missing in 6 of 6 samples, cpu is missing in 6 of 6 samples");

    [Fact]
    public void Without_any_sample_nothing_is_decided() =>
        Holds(High with { Samples = [] }, VetoNames.MissingMetrics, "The load is not known; held: there are no samples");

    [Fact]
    public void An_application_none_of_whose_metrics_is_collected_stays_as_it_is() =>
        Holds(High with { Collected = ScalingMetrics.None }, VetoNames.MissingMetrics, "held: no metric is collected");

    [Fact]
    public void Old_samples_decide_nothing()
    {
        Holds(High with { Now = ALoad.Now.AddSeconds(31) }, VetoNames.StaleMetrics,
            "The load is not known; held: the newest sample is 31 s old, more than 30 s");
        Assert.Equal(6, (High with { Now = ALoad.Now.AddSeconds(30) }).Decide().To);
    }

    [Fact]
    public void The_fewest_replicas_stay()
    {
        Holds(ALoad.Low(2).Under(p => p with { MinReplicas = 2 }), VetoNames.MinReplicas, "; held: at least 2 required");
        Holds(ALoad.VeryLow(1), VetoNames.MinReplicas, "; held: at least 1 required");
        Holds(ALoad.VeryLow(1).Under(p => p with { MinReplicas = 0 }), VetoNames.MinReplicas, "; held: at least 1 required");
    }

    [Fact]
    public void The_most_replicas_are_not_exceeded()
    {
        Holds(High.Under(p => p with { MaxReplicas = 4 }), VetoNames.MaxReplicas, "; held: 6 replicas asked for, at most 4 allowed");
        Limits(High.Under(p => p with { MaxReplicas = 5 }), 5, VetoNames.MaxReplicas, "; limited: 6 replicas asked for, at most 5 allowed");
    }

    [Fact]
    public void A_step_is_not_larger_than_allowed()
    {
        Limits(High.Under(p => p with { MaxScaleOutStep = 1 }), 5, VetoNames.StepLimit, "; limited: 6 replicas asked for, at most 1 more at once");
        Limits(ALoad.Steady(2, rpsEach: 150), 4, VetoNames.StepLimit, "; limited: 6 replicas asked for, at most 2 more at once, which is double");
        Limits(ALoad.VeryLow(20), 19, VetoNames.StepLimit, "; limited: at most 1 fewer at once");
    }

    [Fact]
    public void No_more_are_added_than_fit_and_none_is_taken_for_it()
    {
        Limits(High with { Capacity = 5 }, 5, VetoNames.Capacity, "; limited: 6 replicas asked for, no more than 5 fit");
        Holds(High with { Capacity = 4 }, VetoNames.Capacity, "; held: 6 replicas asked for, no more than 4 fit");
        Holds(High with { Capacity = 1 }, VetoNames.Capacity, "; held: 6 replicas asked for, no more than 1 fit");
        Limits(ALoad.Steady(2).Under(p => p with { MinReplicas = 6 }) with { Capacity = 3 }, 3, VetoNames.Capacity,
            "2 replicas wanted, at least 6 required; limited: 6 replicas asked for, no more than 3 fit");
        Assert.Equal(ScalingAction.Hold, (ALoad.Steady(4) with { Capacity = 1 }).Decide().Action);
    }

    [Fact]
    public void No_replica_goes_while_one_is_not_healthy() =>
        Holds(ALoad.Low(4) with { Healthy = 3 }, VetoNames.NotHealthy, "; held: only 3 of 4 replicas are healthy");

    [Fact]
    public void Replicas_that_do_not_get_healthy_are_not_answered_by_more_of_them()
    {
        // 75 each on the two that are healthy: three could bear that, and four are wanted.
        Holds(High with { Healthy = 2 }, VetoNames.NotHealthy, "; held: only 2 of 4 replicas are healthy, and together they could bear the load");
        Assert.Equal(5, (ALoad.Steady(4, rpsEach: 75) with { Healthy = 3 }).Decide().To);
        Holds(High with { Healthy = 0 }, VetoNames.NotHealthy, "The load is not known; held: none of 4 replicas is healthy");
    }

    [Fact]
    public void Nobody_scales_in_to_where_the_same_load_would_scale_out_again()
    {
        // 60% each on two replicas are 120% on one.
        var input = ALoad.Steady(2, cpu: 42, memory: 30, rpsEach: 30, connectionsEach: 40).Under(p => p with { ScaleInThresholdPct = 70 });

        Holds(input, VetoNames.WouldScaleOut, "; held: with fewer than 2 the load would be above 90% of what scales out (80% of a target)");
        Limits(ALoad.VeryLow(10).Under(p => p with { MaxScaleInStep = 0 }), 2, VetoNames.WouldScaleOut, "; limited: with fewer than 2");
    }

    [Fact]
    public void All_that_stands_against_it_is_listed_the_gravest_first()
    {
        var decision = (High.Under(p => p with { MaxReplicas = 5 }) with { LastChangedAt = ALoad.Now.AddSeconds(-90), InProgress = "a scaling", ConcurrencyReached = 3 }).Decide();

        Assert.Equal([VetoNames.InProgress, VetoNames.Cooldown, VetoNames.Concurrency, VetoNames.MaxReplicas], decision.VetoedBy());
        Assert.Equal((4, 5), (decision.To, decision.Recommended));
    }

    private static MetricSample Without(MetricSample sample, string metric) => metric switch
    {
        "rps" => sample with { Rps = null },
        "cpu" => sample with { CpuPercent = null },
        "memory" => sample with { MemoryPercent = null },
        "latency" => sample with { LatencyP95Ms = null },
        _ => sample with { Connections = null },
    };

    private static ScalingDecision Holds(ScalingInput input, string veto, string? reason)
    {
        var decision = input.Decide();
        Assert.Equal((ScalingAction.Hold, input.Desired), (decision.Action, decision.To));
        Assert.Equal(veto, decision.VetoedBy().FirstOrDefault());
        Assert.Contains(reason ?? "", decision.Reason, StringComparison.Ordinal);
        return decision;
    }

    private static void Limits(ScalingInput input, int to, string veto, string reason)
    {
        var decision = input.Decide();
        Assert.Equal((to, veto), (decision.To, decision.VetoedBy().FirstOrDefault()));
        Assert.Contains(reason, decision.Reason, StringComparison.Ordinal);
    }
}
