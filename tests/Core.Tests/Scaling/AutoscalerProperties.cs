using FsCheck;
using FsCheck.Fluent;
using Orchestry.Core.Metrics;
using Orchestry.Core.Scaling;

namespace Orchestry.Core.Tests.Scaling;

/// <summary>Rules that hold for every decision, tried with random ones; a failing one is named by its seed.</summary>
public sealed class AutoscalerProperties
{
    private static readonly Arbitrary<int> Seeds = Gen.Choose(0, int.MaxValue - 1).ToArbitrary();
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(5_000);

    [Fact]
    public void No_decision_leaves_the_bounds_except_to_come_closer() => ForAll((input, decision) =>
        input.IsStopped || decision.Action == ScalingAction.Hold
        || (decision.To >= Math.Min(decision.MinReplicas, Math.Max(input.Desired, input.Capacity ?? int.MaxValue)) && decision.To <= decision.MaxReplicas));

    [Fact]
    public void Steps_are_held_and_more_than_double_never_comes_at_once() => ForAll((input, decision) =>
        IsByBounds(decision) || input.Desired == 0
        || ((decision.To - input.Desired) is var step
            && step <= input.Desired
            && (Policy(input).MaxScaleOutStep == 0 || step <= Policy(input).MaxScaleOutStep)
            && (Policy(input).MaxScaleInStep == 0 || -step <= Policy(input).MaxScaleInStep)));

    [Fact]
    public void Nothing_changes_during_cooldown_or_another_change_except_for_bounds_and_waiting_requests() => ForAll((input, decision) =>
        decision.Action == ScalingAction.Hold || IsByBounds(decision) || input.Desired == 0
        || (decision.CooldownLeft == TimeSpan.Zero && input.InProgress is null && input.ConcurrencyReached is null));

    [Fact]
    public void Nothing_scales_in_on_what_is_missing_old_or_unhealthy() => ForAll((input, decision) =>
        decision.Action != ScalingAction.ScaleIn || IsByBounds(decision)
        || (input.Healthy >= input.Desired
            && input.Samples.Max(s => s.At) >= input.Now.AddSeconds(-30)
            && Needed(input, decision).All(f => f.Missing is null && f.Factor is not null)));

    [Fact]
    public void Nothing_scales_in_below_what_the_stabilization_window_asked_for() => ForAll((input, decision) =>
        decision.Action != ScalingAction.ScaleIn || IsByBounds(decision) || decision.Trigger == ScalingTriggers.Idle
        || input.Recommendations.All(r => r.Replicas <= decision.To || r.At <= input.Now.AddSeconds(-Policy(input).StabilizationWindowSeconds)));

    [Fact]
    public void Only_an_idle_application_goes_to_zero() => ForAll((input, decision) =>
        decision.To > 0 || input.Desired == 0 || (decision.Trigger == ScalingTriggers.Idle && decision.MinReplicas == 0));

    [Fact]
    public void Manual_mode_and_stopped_applications_never_scale() => ForAll((input, decision) =>
        (Policy(input).Mode == ScalingMode.Auto && !input.IsStopped) || decision.Action == ScalingAction.Hold);

    [Fact]
    public void Scaling_out_stays_within_what_fits() => ForAll((input, decision) =>
        decision.Action != ScalingAction.ScaleOut || input.Capacity is null || decision.To <= input.Capacity);

    [Fact]
    public void Every_decision_has_a_reason_and_every_hold_against_the_load_a_veto() => ForAll((input, decision) =>
        decision.Reason.Length > 0 && decision.Vetoes.All(v => v.Name.Length > 0 && v.Sentence.Length > 0)
        && (decision.Recommended == decision.To || decision.Vetoes.Length > 0)
        && (decision.Action == ScalingAction.Hold) == (decision.From == decision.To));

    [Fact]
    public void Raising_any_figure_never_lowers_the_target() => Prop.ForAll(Seeds, seed =>
    {
        var random = new RandomScaling(seed);
        var input = random.Input();
        for (var i = 0; i < 6; i++)
        {
            if (random.Raised(input) is { } raised)
            {
                var (before, after) = (input.Decide(), raised.Decide());
                if (after.To < before.To || after.Recommended < before.Recommended)
                {
                    return false;
                }

                input = raised;
            }
        }

        return true;
    }).Check(Many);

    [Fact]
    public void The_same_input_gives_the_same_decision_whatever_the_order_of_its_samples() => Prop.ForAll(Seeds, seed =>
    {
        var input = new RandomScaling(seed).Input();
        var (first, again, turned) = (input.Decide(), input.Decide(), (input with { Samples = [.. input.Samples.Reverse()] }).Decide());
        return first.Factors.SequenceEqual(again.Factors) && first.Vetoes.SequenceEqual(again.Vetoes)
            && first with { Factors = [], Vetoes = [] } == again with { Factors = [], Vetoes = [] }
            && (first.To, first.Trigger) == (turned.To, turned.Trigger);
    }).Check(Many);

    [Fact]
    public void The_situations_tried_meet_every_action_and_every_veto()
    {
        var decisions = Enumerable.Range(0, 5_000).Select(seed => new RandomScaling(seed).Input().Decide()).ToArray();

        Assert.Equal([ScalingAction.Hold, ScalingAction.ScaleOut, ScalingAction.ScaleIn], decisions.Select(d => d.Action).Distinct().Order());
        var names = typeof(VetoNames).GetFields().Select(f => (string)f.GetRawConstantValue()!);
        Assert.Empty(names.Except(decisions.SelectMany(d => d.VetoedBy())));
        var triggers = typeof(ScalingTriggers).GetFields().Select(f => (string)f.GetRawConstantValue()!);
        Assert.Empty(triggers.Except(decisions.Select(d => d.Trigger)));
    }

    private static void ForAll(Func<ScalingInput, ScalingDecision, bool> rule) => Prop.ForAll(Seeds, seed =>
    {
        var input = new RandomScaling(seed).Input();
        return rule(input, input.Decide());
    }).Check(Many);

    private static ScalingPolicy Policy(ScalingInput input) => input.Scaling.Policy;

    private static bool IsByBounds(ScalingDecision decision) => decision.Trigger is ScalingTriggers.BelowMin or ScalingTriggers.AboveMax;

    /// <summary>The metrics that must be known to scale in: all that are collected, and of an idle application those that say so.</summary>
    private static IEnumerable<MetricFactor> Needed(ScalingInput input, ScalingDecision decision) => decision.Factors.Where((f, i) =>
        decision.Trigger == ScalingTriggers.Idle ? f.Metric is "rps" or "connections" : input.Collected.HasFlag((ScalingMetrics)(1 << i)));
}
