using System.Collections.Immutable;
using Orchestry.Core.Journal;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Scaling;
using Orchestry.Core.Scaling.Schedules;

namespace Orchestry.Core.Apps;

/// <summary>This part: the policy, and what follows from it.</summary>
public static partial class AppDecisions
{
    /// <summary>
    /// Changes the scaling policy in force. Where it leaves no room for the number of replicas there is, that number changes with it: whoever sets
    /// bounds means them to hold.
    /// </summary>
    public static Decision SetPolicy(AppRecord record, AppSpec spec, ScalingPolicyPatch patch, DateTimeOffset now)
    {
        if (record.Intent == AppIntent.Removing)
        {
            return Decision.No(Refusal.NotFound(record.Name));
        }

        var before = record.PolicyOver(spec);
        if (!ScalingPolicyEdit.Apply(before, patch, spec.Type).TryGet(out var after, out var refusal))
        {
            return Decision.No(refusal);
        }

        if (ExclusiveRule.Problems(spec, after) is { Count: > 0 } problems)
        {
            return Decision.No(Refusal.Of(RefusalKind.ValidationFailed, problems));
        }

        if (after == before)
        {
            return Decision.Nothing(record);
        }

        var replicas = Clamp(after, record, now);
        var changed = record with
        {
            ScalingOverride = after,
            Replicas = replicas,
            UpdatedAt = now,
            LastScaledAt = replicas == record.Replicas ? record.LastScaledAt : now,
            LastScaling = NoteOfBounds(record, replicas, now),
        };
        return new Decision(changed, [ScalingEvents.PolicyChanged(record.Name, before, after, now), .. EventsOfBounds(record, replicas, now)]);
    }

    /// <summary>
    /// Carries out what the autoscaler decided, if that still holds on the newest record: it runs, is scaled by the controller, and nobody has changed the
    /// number or begun a rollout since.
    /// </summary>
    /// <param name="record">The newest record.</param>
    /// <param name="policy">The policy in force.</param>
    /// <param name="decided">What was decided.</param>
    /// <param name="explained">The event that explains it, to be written with it.</param>
    /// <param name="now">The time.</param>
    public static Decision AutoScale(AppRecord record, ScalingPolicy policy, ScalingDecision decided, EventRecord explained, DateTimeOffset now)
    {
        var bounds = SchedulePlanner.Effective(policy, now);
        var obstacle = record switch
        {
            { Intent: not AppIntent.Running } => $"'{record.Name}' does not run any more",
            { Rollout.IsStalled: false } => $"a rollout of '{record.Name}' has begun",
            _ when policy.Mode == ScalingMode.Manual => "the mode is manual now",
            _ when record.Replicas != decided.From || record.LastScaledAt > decided.At => $"somebody has scaled '{record.Name}' to {record.Replicas} meanwhile",
            // A bound that the old number breaks as well is no reason to stay outside of it.
            _ when decided.To > bounds.MaxReplicas && decided.To > decided.From => $"no more than {bounds.MaxReplicas} are allowed now",
            _ when decided.To < bounds.MinReplicas && decided.To < decided.From => $"no fewer than {bounds.MinReplicas} are allowed now",
            _ => null,
        };
        return obstacle is not null ? Decision.No(new Refusal(RefusalKind.ScalingInProgress, $"The decision was overtaken: {obstacle}"))
            : decided.To == record.Replicas ? Decision.Nothing(record)
            : new Decision(Rescaled(record, decided.To, decided.Reason, now), [explained, ScalingEvents.AutoScaled(record.Name, decided, now)]);
    }

    /// <summary>A policy set through the API stays until the specification's own changes, or the type can't have it any more.</summary>
    private static ScalingPolicy? KeptOverride(AppRecord record, AppSpec before, AppSpec after) =>
        before.Scaling != after.Scaling || (record.ScalingOverride is { } kept && ExclusiveRule.Problems(after, kept).Count > 0) || (after.Type != WorkloadType.Http && record.ScalingOverride is { MayScaleToZero: true })
            ? null
            : record.ScalingOverride;

    private static AppRecord Rescaled(AppRecord record, int replicas, string reason, DateTimeOffset now) => record with
    {
        Replicas = replicas,
        UpdatedAt = now,
        LastScaledAt = now,
        LastScaling = NoteOf(record, replicas, reason, now),
    };

    private static ScalingNote? NoteOf(AppRecord record, int replicas, string reason, DateTimeOffset now) =>
        record.Intent == AppIntent.Running && replicas != record.Replicas ? new ScalingNote(now, record.Replicas, replicas, reason) : record.LastScaling;

    private static ScalingNote? NoteOfBounds(AppRecord record, int replicas, DateTimeOffset now) =>
        NoteOf(record, replicas, ScalingEvents.BoundsReason(record.Replicas, replicas), now);

    private static ImmutableArray<EventRecord> EventsOfBounds(AppRecord record, int replicas, DateTimeOffset now) =>
        record.Intent == AppIntent.Running && replicas != record.Replicas ? [ScalingEvents.BroughtInside(record, replicas, now)] : [];

    /// <summary>The number of replicas inside of the bounds in force now. None of an application that does not run stays none.</summary>
    private static int Clamp(ScalingPolicy policy, AppRecord record, DateTimeOffset now)
    {
        if (policy.Mode == ScalingMode.Manual || (record.Replicas == 0 && record.Intent != AppIntent.Running))
        {
            return record.Replicas;
        }

        var bounds = SchedulePlanner.Effective(policy, now);
        return Math.Clamp(record.Replicas, bounds.MinReplicas, bounds.MaxReplicas);
    }

    /// <summary>Of what can't run twice at a time there is one replica, whoever asks for more.</summary>
    private static Refusal? Exclusive(AppRecord record, AppSpec? spec, int replicas) => spec switch
    {
        { Type: WorkloadType.Job } when replicas != 1 => Refusal.Of(RefusalKind.ValidationFailed, [new Violation(
            "replicas", $"must be 1, not {replicas}: '{record.Name}' is a job, which runs once")]),
        { IsExclusive: true } when replicas > 1 => Refusal.Of(RefusalKind.ValidationFailed, [new Violation(
            "replicas", $"must be at most 1, not {replicas}: {ExclusiveRule.PublishedBy(spec)}, and no two containers can have the same port of the host")]),
        _ => null,
    };

    private static Refusal? Bounds(AppRecord record, ScalingPolicy policy, int replicas, DateTimeOffset now)
    {
        var bounds = SchedulePlanner.Effective(policy, now);
        var (least, most) = policy.Mode == ScalingMode.Auto ? (bounds.MinReplicas, bounds.MaxReplicas) : (0, ScalingPolicy.ReplicaCeiling);
        return replicas >= least && replicas <= most
            ? null
            : Refusal.Of(RefusalKind.ValidationFailed, [new Violation("replicas", policy.Mode == ScalingMode.Auto
                ? $"{replicas} is outside of scaling.minReplicas {least} and scaling.maxReplicas {most} of '{record.Name}'; change its specification, or set scaling.mode to manual"
                : $"{replicas} is not between {least} and {most}")]);
    }
}
