using Orchestry.Core.Apps;
using Orchestry.Core.Journal;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Rollout;
using Orchestry.Core.Scaling;
using Orchestry.Core.Tests.Scaling;
using Orchestry.Testing.Apps;

namespace Orchestry.Core.Tests.Apps;

public sealed class AutoScaleDecisionTests
{
    private static readonly DateTimeOffset Now = ALoad.Now;
    private static readonly EventRecord Explained = new() { Type = EventType.Decision, Component = "autoscaler", Reason = "ScalingExplained", Message = "why", At = Now };
    private static readonly RegisteredApp Two = Registered.App().WithScaling(1, 5).WithReplicas(2);

    [Fact]
    public void A_decision_is_carried_out_and_told_with_its_cause_and_figures()
    {
        var decided = ALoad.Steady(2, cpu: 78.5).Decide();

        var decision = Carry(Two.Record, decided);

        Assert.Equal((3, Now, Now), (decision.Record!.Replicas, decision.Record.LastScaledAt, decision.Record.UpdatedAt));
        Assert.Equal(new ScalingNote(Now, 2, 3, "High CPU usage: 78.5% of 70% (112.1% of the target, scaling out above 80%)"), decision.Record.LastScaling);
        Assert.Equal([Explained, decision.Events[1]], decision.Events.AsEnumerable());
        Assert.Equal(
            (EventType.Scaling, "ScaledOut", "Scaled from 2 to 3 replicas due to high CPU usage"),
            (decision.Events[1].Type, decision.Events[1].Reason, decision.Events[1].Message));
        Assert.StartsWith(
            """{"previous_replicas":2,"new_replicas":3,"trigger":"cpu_high","rps_per_replica":20,"cpu_percent":78.5,"memory_percent":50,"latency_p95_ms":100,"connections_per_replica":30,"factors":{"rps":0.4,"cpu":1.121""",
            decision.Events[1].Details, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_cause_has_its_words()
    {
        var idle = ALoad.Steady(1, rpsEach: 0, connectionsEach: 0, latency: null).Under(p => p with { MinReplicas = 0 })
            with
        { Idleness = new Idleness(Now.AddSeconds(-300), Now) };
        var zero = Registered.App().WithScaling(0, 5).WithReplicas(1);
        Assert.Equal(
            ("ScaledOut", "Scaled from 2 to 3 replicas due to a high request rate"), Told(Two, ALoad.Steady(2, rpsEach: 60)));
        Assert.Equal(
            ("ScaledOut", "Scaled from 2 to 3 replicas due to high memory usage"), Told(Two, ALoad.Steady(2, memory: 90)));
        Assert.Equal(
            ("ScaledOut", "Scaled from 2 to 3 replicas due to high latency"), Told(Two, ALoad.Steady(2, latency: 300)));
        Assert.Equal(
            ("ScaledOut", "Scaled from 2 to 3 replicas due to a high number of connections"), Told(Two, ALoad.Steady(2, connectionsEach: 90)));
        Assert.Equal(("ScaledIn", "Scaled from 2 to 1 replica due to low load"), Told(Two, ALoad.Low(2)));
        Assert.Equal(("ScaledToZero", "Scaled from 1 to 0 replicas because nobody asks for it"), Told(zero, idle));
        Assert.Equal(
            ("Woken", "Woken: scaled from 0 to 1 replica due to a waiting request"),
            Told(zero.WithReplicas(0), idle with { Desired = 0, Healthy = 0, Samples = [], Held = 1 }));
        Assert.Equal(
            ("ScaledOut", "Scaled from 2 to 4 replicas due to the policy's minimum"), Told(Registered.App().WithScaling(4, 5).WithReplicas(2), ALoad.Steady(2).Under(p => p with { MinReplicas = 4 })));
        Assert.Equal(
            ("ScaledIn", "Scaled from 9 to 5 replicas due to the policy's maximum"), Told(Two.WithReplicas(9), ALoad.Steady(9).Under(p => p with { MaxReplicas = 5 })));
    }

    [Fact]
    public void Zero_replicas_are_running_all_the_same()
    {
        var app = Registered.App().WithScaling(0, 5).WithReplicas(1);

        var record = AppDecisions.Stop(app.Record with { Replicas = 0 }, new StopRequest(false, TimeSpan.Zero), Now).Record!;

        Assert.Equal(AppIntent.Stopped, record.Intent);
        Assert.Equal(1, AppDecisions.Start(record, app.Spec.Scaling, new StartRequest(null, false, TimeSpan.Zero), Now).Record!.Replicas);
    }

    [Fact]
    public void A_decision_that_was_overtaken_is_not_carried_out()
    {
        var decided = ALoad.Steady(2, cpu: 78.5).Decide();
        var rollout = new RolloutRecord(1, 2, Now, Now);

        Assert.Equal("The decision was overtaken: 'web' does not run any more", Refused(Two.With(AppIntent.Stopped).Record));
        Assert.Equal("The decision was overtaken: 'web' does not run any more", Refused(Two.With(AppIntent.Removing).Record));
        Assert.Equal("The decision was overtaken: the mode is manual now", Refused(Two.WithManualScaling().Record, Two.WithManualScaling().Spec.Scaling));
        Assert.Equal("The decision was overtaken: somebody has scaled 'web' to 4 meanwhile", Refused(Two.WithReplicas(4).Record));
        Assert.Equal("The decision was overtaken: somebody has scaled 'web' to 2 meanwhile", Refused(Two.Record with { LastScaledAt = Now.AddTicks(1) }));
        Assert.Equal("The decision was overtaken: a rollout of 'web' has begun", Refused(Two.Record with { Rollout = rollout }));
        Assert.Equal("The decision was overtaken: no more than 2 are allowed now", Refused(Two.Record, Two.WithScaling(1, 2).Spec.Scaling));
        Assert.Null(Carry(Two.Record with { Rollout = rollout with { IsStalled = true } }, decided).Refusal);

        string? Refused(AppRecord record, ScalingPolicy? policy = null)
        {
            var refusal = AppDecisions.AutoScale(record, policy ?? Two.Spec.Scaling, decided, Explained, Now).Refusal;
            Assert.Equal(RefusalKind.ScalingInProgress, refusal?.Kind);
            return refusal?.Details;
        }
    }

    [Fact]
    public void Fewer_than_a_schedule_has_come_to_ask_for_are_not_scaled_in_to() => Assert.Equal(
        "The decision was overtaken: no fewer than 2 are allowed now",
        AppDecisions.AutoScale(Two.Record, Two.WithScaling(2, 5).Spec.Scaling, ALoad.Low(2).Decide(), Explained, Now).Refusal?.Details);

    private static Decision Carry(AppRecord record, ScalingDecision decided) => AppDecisions.AutoScale(record, Two.Spec.Scaling, decided, Explained, Now);

    private static (string, string) Told(RegisteredApp app, ScalingInput input)
    {
        var decision = AppDecisions.AutoScale(app.Record, app.Spec.Scaling, input.Decide(), Explained, Now);
        return (decision.Events[^1].Reason, decision.Events[^1].Message);
    }
}
