using Orchestry.Core.Scaling;

namespace Orchestry.Core.Tests.Scaling;

public sealed class ScaleToZeroTests
{
    private static readonly ScalingInput Idle =
        ALoad.Steady(1, rpsEach: 0, connectionsEach: 0, latency: null).Under(p => p with { MinReplicas = 0 })
            with
        { Idleness = new Idleness(ALoad.Now.AddSeconds(-300), ALoad.Now) };

    [Fact]
    public void After_the_idle_time_the_last_replica_goes_whatever_it_burns()
    {
        var decision = Idle.Each((s, _) => s with { CpuPercent = 99 }).Decide();

        Assert.Equal((ScalingAction.ScaleIn, 0, ScalingTriggers.Idle), (decision.Action, decision.To, decision.Trigger));
        Assert.Equal("Idle: no request and no connection for 300 s, of which 300 s are enough to scale to zero", decision.Reason);
    }

    [Fact]
    public void A_second_earlier_it_stays() =>
        Assert.Equal(1, (Idle with { Idleness = new Idleness(ALoad.Now.AddSeconds(-299), ALoad.Now) }).Decide().To);

    [Fact]
    public void It_stays_where_the_policy_wants_one() => Assert.Equal(1, Idle.Under(p => p with { MinReplicas = 1 }).Decide().To);

    [Fact]
    public void It_stays_while_a_request_is_in_sight()
    {
        Assert.Equal(1, Idle.Each((s, i) => i == 0 ? s with { Rps = 0.1, LatencyP95Ms = 5 } : s).Decide().To);
        Assert.Equal(1, Idle.Each((s, i) => i == 0 ? s with { Connections = 1 } : s).Decide().To);
        Assert.Equal(1, Idle.Each((s, i) => i == 0 ? s with { Rps = null } : s).Decide().To);
        Assert.Equal(1, (Idle with { Held = 1 }).Decide().To);
    }

    [Fact]
    public void Not_known_to_be_idle_is_not_idle() => Assert.Equal(1, (Idle with { Idleness = Idleness.Unknown }).Decide().To);

    [Fact]
    public void Steps_cooldown_and_what_is_under_way_hold_for_it_as_well()
    {
        var three = Idle with { Desired = 3, Healthy = 3 };

        Assert.Equal(2, three.Decide().To);
        Assert.Equal(0, three.Under(p => p with { MaxScaleInStep = 0 }).Decide().To);
        Assert.Equal([VetoNames.Cooldown], (Idle with { LastChangedAt = ALoad.Now.AddSeconds(-100) }).Decide().VetoedBy());
        Assert.Equal([VetoNames.InProgress], (Idle with { InProgress = "a rollout" }).Decide().VetoedBy());
    }

    [Fact]
    public void The_recommendations_of_busier_times_do_not_keep_it() =>
        Assert.Equal(0, (Idle with { Recommendations = [new(ALoad.Now.AddSeconds(-10), 1)], ObservedSince = ALoad.Now.AddSeconds(-20) }).Decide().To);

    [Fact]
    public void At_zero_a_waiting_request_wakes_it_at_once()
    {
        var asleep = Idle with { Desired = 0, Healthy = 0, Samples = [], LastChangedAt = ALoad.Now, InProgress = "a scaling", ConcurrencyReached = 1 };

        var decision = (asleep with { Held = 1 }).Decide();
        Assert.Equal((ScalingAction.ScaleOut, 1, ScalingTriggers.RequestWaiting), (decision.Action, decision.To, decision.Trigger));
        Assert.Equal("1 request waits for a replica", decision.Reason);
        Assert.Equal("7 requests wait for a replica", (asleep with { Held = 7 }).Decide().Reason);
    }

    [Fact]
    public void At_zero_without_a_request_it_sleeps_on()
    {
        var decision = (Idle with { Desired = 0, Healthy = 0 }).Decide();

        Assert.Equal((ScalingAction.Hold, "Scaled to zero, and no request waits for a replica"), (decision.Action, decision.Reason));
    }

    [Fact]
    public void What_does_not_fit_is_not_woken() =>
        Assert.Equal([VetoNames.Capacity], (Idle with { Desired = 0, Healthy = 0, Held = 1, Capacity = 0 }).Decide().VetoedBy());

    [Fact]
    public void Idle_time_is_followed_from_sample_to_sample()
    {
        var quiet = ALoad.Sample(ALoad.Now, 1, 1, 1, 0, 0, null);
        var idle = Idleness.Unknown;
        for (var i = 0; i < 5; i++)
        {
            idle = idle.After(quiet with { At = ALoad.Now.AddSeconds(10 * i) }, ALoad.Interval);
        }

        Assert.Equal(new Idleness(ALoad.Now.AddSeconds(-10), ALoad.Now.AddSeconds(40)), idle);
        Assert.Equal(idle, idle.After(quiet with { At = ALoad.Now.AddSeconds(20), Rps = 9 }, ALoad.Interval));
    }

    [Fact]
    public void Use_and_what_is_not_known_begin_it_anew()
    {
        var quiet = ALoad.Sample(ALoad.Now.AddSeconds(10), 1, 1, 1, 0, 0, null);
        var idle = new Idleness(ALoad.Now.AddHours(-1), ALoad.Now);

        Assert.Null(idle.After(quiet with { Rps = 0.1 }, ALoad.Interval).Since);
        Assert.Null(idle.After(quiet with { Rps = null }, ALoad.Interval).Since);
        Assert.Null(idle.After(quiet with { Connections = 1 }, ALoad.Interval).Since);
        Assert.Null(idle.After(quiet with { Connections = null }, ALoad.Interval).Since);
        Assert.Null(idle.After(quiet with { Held = 1 }, ALoad.Interval).Since);
        Assert.Equal(ALoad.Now.AddSeconds(-300 + 331), idle.After(quiet with { At = ALoad.Now.AddSeconds(41) }, ALoad.Interval).Since);
    }

    [Fact]
    public void Only_the_recommendations_that_can_still_count_are_kept()
    {
        var history = new RecommendationHistory();
        var window = TimeSpan.FromSeconds(300);
        int[] asked = [5, 3, 3, 4, 1, 2];
        for (var i = 0; i < asked.Length; i++)
        {
            history.Add(new Recommendation(ALoad.Now.AddSeconds(60 * i), asked[i]), window);
        }

        Assert.Equal([4, 2], history.Kept.Select(r => r.Replicas));
        history.Add(new Recommendation(ALoad.Now.AddHours(1), 1), window);
        Assert.Equal([1], history.Kept.Select(r => r.Replicas));
    }
}
