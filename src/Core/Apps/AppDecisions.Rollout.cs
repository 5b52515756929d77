using System.Collections.Immutable;
using Orchestry.Core.Replicas;
using Orchestry.Core.Rollout;

namespace Orchestry.Core.Apps;

/// <summary>This part: what becomes of rollouts.</summary>
public static partial class AppDecisions
{
    /// <summary>
    /// Gives up a rollout: the specification that served before becomes the current one again, under a new revision, and what runs of it stays.
    /// </summary>
    public static Decision RollBack(AppRecord record, RolloutVerdict.GiveUp verdict, Func<SpecRecord, AppSpec> specOf, DateTimeOffset now)
    {
        // Whoever changed the specification meanwhile has decided otherwise.
        if (record.Rollout != verdict.Rollout || record.Specs.FirstOrDefault(s => s.Revision == verdict.Rollout.From) is not { } served)
        {
            return Decision.Nothing(record);
        }

        var revision = record.CurrentSpec.Revision + 1;
        var back = record with
        {
            Specs = record.Specs.Add(served with { Revision = revision }),
            FailedBindings = FailedAfter(record, served),
            Attempts = Relabelled(record, served.Revision, revision),
            Replicas = specOf(served).IsExclusive
                ? Math.Min(record.Replicas, 1)
                : Clamp(record.PolicyOver(specOf(served)), record, now),
            Rollout = new RolloutRecord(record.CurrentSpec.Revision, revision, now, now, IsRollback: true),
            UpdatedAt = now,
        };
        return new Decision(back.WithoutUnusedSpecs(), [RolloutEvents.RolledBack(record, verdict, revision, now)]);
    }

    /// <summary>Notes that a rollout does not go on and has nothing to go back to.</summary>
    public static Decision Stall(AppRecord record, RolloutVerdict.Stall verdict, DateTimeOffset now) => record.Rollout != verdict.Rollout
        ? Decision.Nothing(record)
        : new Decision(
            record with { Rollout = verdict.Rollout with { IsStalled = true } }, [RolloutEvents.Stalled(record, verdict, now)]);

    /// <summary>Ends a rollout that has come true.</summary>
    /// <param name="record">The record.</param>
    /// <param name="verdict">That it has.</param>
    /// <param name="tally">What the ingress counted meanwhile.</param>
    /// <param name="now">The time.</param>
    public static Decision Complete(AppRecord record, RolloutVerdict.Completed verdict, RolloutTally tally, DateTimeOffset now) =>
        record.Rollout != verdict.Rollout
            ? Decision.Nothing(record)
            : new Decision(
                (record with { Rollout = null }).WithoutUnusedSpecs(), [RolloutEvents.Completed(record, verdict.Rollout, tally, now)]);

    private static RolloutRecord? RolloutAfter(AppRecord record, int revision, bool replaces, DateTimeOffset now)
    {
        if (!replaces || record.Desired == 0)
        {
            return record.Rollout is { } goingOn ? goingOn with { To = revision } : null;
        }

        // What is gone back to is what last served as a whole, not the half of a rollout that this one overtakes.
        var from = record.Rollout is { IsRollback: false } overtaken ? overtaken.From : record.CurrentSpec.Revision;
        return new RolloutRecord(from, revision, now, now);
    }

    private static ImmutableArray<ReplicaRecord> Relabelled(AppRecord record, int from, int to) =>
        [.. record.Attempts.Select(a => a.SpecRevision == from ? a with { SpecRevision = to } : a)];
}
