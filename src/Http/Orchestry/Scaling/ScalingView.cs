using Orchestry.Contracts.Scaling;
using Orchestry.Core.Apps;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Scaling;
using Orchestry.Core.Scaling.BackTests;
using Orchestry.Core.Scaling.Explained;

namespace Orchestry.Http.Orchestry.Scaling;

/// <summary>Policies, decisions and back-tests as the API shows them.</summary>
internal static class ScalingView
{
    /// <summary>In the order of <see cref="ScalingMode"/>.</summary>
    public static IReadOnlyList<string> Modes { get; } = ["auto", "manual"];

    public static AppScaling Of(AppSnapshot app) => new(
        app.Name.Value,
        Modes[(int)app.Scaling.Mode],
        Of(app.Scaling),
        app.LastScaling is { } last ? new ScalingEvent(last.At, Word(last.Action), last.From, last.To, last.Reason) : null,
        app.ScalingOverride is null ? "specification" : "request");

    public static ScalingChangedReply Of(AppName app, PolicyChanged changed) => new(
        "Scaling policy updated successfully", app.Value, Of(changed.Previous), Of(changed.Current), Modes[(int)changed.Previous.Mode],
        Modes[(int)changed.Current.Mode]);

    public static ScalingDecisions Of(AppName app, DecisionPage page) => new(app.Value, [.. page.Entries.Select(Of)], page.HasMore);

    public static SimulationRun Of(BackTestResult result) => new(
        Math.Round(result.ReplicaMinutes, 2), result.Breaches, result.Flaps, result.PeakReplicas, result.FinalReplicas, result.Decisions,
        [.. result.Changes.Select(c => new SimulationChange(c.At, c.From, c.To, c.Trigger, c.Reason))]);

    /// <summary>Of the figures as they are shown, so that they add up.</summary>
    public static SimulationDifference DifferenceOf(SimulationRun current, SimulationRun proposed) => new(
        Math.Round(proposed.ReplicaMinutes - current.ReplicaMinutes, 2), proposed.Breaches - current.Breaches, proposed.Flaps - current.Flaps);

    private static ScalingPolicyBody Of(ScalingPolicy policy) => new(
        policy.MinReplicas, policy.MaxReplicas, policy.TargetRpsPerReplica, policy.MaxP95LatencyMs, policy.MaxCpuPercent, policy.MaxMemoryPercent,
        policy.ScaleOutThresholdPct, policy.ScaleInThresholdPct, policy.WindowSeconds, policy.CooldownSeconds, policy.MaxConnPerReplica,
        policy.MaxScaleOutStep, policy.MaxScaleInStep, policy.StabilizationWindowSeconds, policy.ScaleToZeroAfterSeconds,
        [.. policy.Schedules.Select(s => new ScheduleBody(s.Name, s.Cron.Text, s.DurationSeconds, s.TimeZone, s.MinReplicas, s.MaxReplicas))]);

    private static ScalingDecisionBody Of(DecisionEntry entry) => new(
        entry.Action, entry.Trigger, entry.Reason, entry.FirstAt, entry.LastAt, entry.Count, entry.Term, entry.FromReplicas, entry.ToReplicas,
        entry.RecommendedReplicas,
        new DecisionInputs(entry.HealthyReplicas, entry.HeldRequests, entry.WindowSeconds, entry.Samples, entry.CooldownLeftSeconds),
        [.. entry.Factors.Select(f => new FactorBody(f.Metric, f.Observed, f.Target, f.Factor, f.Missing))],
        new DecisionThresholds(entry.MinReplicas, entry.MaxReplicas, entry.ScaleOutThresholdPct, entry.ScaleInThresholdPct),
        [.. entry.Vetoes.Select(v => new VetoBody(v.Name, v.Sentence))]);

    private static string Word(ScalingAction action) => action == ScalingAction.ScaleOut ? "scale_out" : "scale_in";
}
