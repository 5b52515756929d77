using Orchestry.Core.Scaling;

namespace Orchestry.Core.Tests.Scaling;

public sealed class ZeroGuardTests
{
    private static readonly ScalingInput Idle =
        ALoad.Steady(1, cpu: 5, memory: 5, rpsEach: 0, connectionsEach: 0, latency: null).Under(p => p with { MinReplicas = 0 })
            with
        { Idleness = new Idleness(ALoad.Now.AddSeconds(-300), ALoad.Now) };

    [Fact]
    public void Where_every_ingress_holds_requests_the_last_replica_may_go() => Assert.Equal(0, ZeroGuard.Decide(Idle, true).To);

    [Theory]
    [InlineData(false)]
    [InlineData(null)]
    public void Where_one_does_not_or_nobody_knows_it_stays_and_the_ingress_is_named(bool? holds)
    {
        var decision = ZeroGuard.Decide(Idle, holds);

        Assert.Equal((ScalingAction.Hold, 1), (decision.Action, decision.To));
        Assert.Contains(ZeroGuard.IngressCannotHold, decision.VetoedBy());
    }

    [Fact]
    public void Several_go_down_to_one_all_the_same()
    {
        var three = Idle.Each((s, _) => s with { HealthyReplicas = 3 }).Under(p => p with { MaxScaleInStep = 0 }) with { Desired = 3, Healthy = 3 };

        Assert.Equal(1, ZeroGuard.Decide(three, false).To);
    }

    [Fact]
    public void What_sleeps_where_nothing_could_wake_it_is_woken()
    {
        var asleep = Idle with { Desired = 0, Healthy = 0, Samples = [] };

        Assert.Equal((1, ScalingTriggers.BelowMin), (ZeroGuard.Decide(asleep, false).To, ZeroGuard.Decide(asleep, false).Trigger));
        Assert.Equal(0, ZeroGuard.Decide(asleep, null).To);
        Assert.Equal(0, ZeroGuard.Decide(asleep, true).To);
    }

    [Fact]
    public void Other_decisions_are_the_rules_own() =>
        Assert.All([true, false, (bool?)null], holds => Assert.Equal(3, ZeroGuard.Decide(ALoad.Steady(2, cpu: 78.5), holds).To));
}
