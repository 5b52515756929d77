using System.Collections.Immutable;
using Orchestry.Core.Journal;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Replicas;
using Orchestry.Core.Rollout;
using Orchestry.Core.Scaling;

namespace Orchestry.Core.Apps;

/// <summary>Turns requests into changes of the desired state. Pure: the caller makes them durable and then acts.</summary>
public static partial class AppDecisions
{
    /// <summary>A new application.</summary>
    /// <param name="name">What it is to be called in the cluster.</param>
    /// <param name="spec">What is wanted of it.</param>
    /// <param name="document">The document that was parsed from.</param>
    /// <param name="now">The time.</param>
    public static Decision Create(AppName name, AppSpec spec, string document, DateTimeOffset now)
    {
        var record = new AppRecord
        {
            Name = name.Value,
            Namespace = spec.Namespace.Value,
            GivenName = spec.Name == name ? null : spec.Name.Value,
            Specs = [new SpecRecord(1, document)],
            Intent = AppIntent.Stopped,
            Replicas = 0,
            Attempts = [],
            NextAttempt = 1,
            CreatedAt = now,
            UpdatedAt = now,
        };
        return new Decision(record, [AppEvents.Registered(record, spec, now)]);
    }

    /// <summary>A changed specification for a registered application. Whether it runs, and with how many replicas, stays as it is.</summary>
    public static Decision Change(AppRecord record, AppSpec before, AppSpec after, string document, DateTimeOffset now)
    {
        if (record.Intent == AppIntent.Removing)
        {
            return Decision.No(new Refusal(RefusalKind.AppAlreadyExists, $"Application '{record.Name}' is being removed; try again when it is gone"));
        }

        if (SpecDocument.SameContent(record.CurrentSpec.Document, document))
        {
            return Decision.No(new Refusal(
                RefusalKind.AppAlreadyExists, $"Application '{record.Name}' is already registered with this specification; nothing was changed"));
        }

        var revision = record.CurrentSpec.Revision + 1;
        var replaces = SpecChange.NeedsReplacement(before, after);
        var kept = KeptOverride(record, before, after);
        var replicas = Clamp(kept ?? after.Scaling, record, now);
        replicas = after.IsExclusive ? Math.Min(replicas, 1) : replicas;
        var changed = record with
        {
            ScalingOverride = kept,
            // A specification that asks for other containers is another chance for what failed with this one.
            FailedBindings = replaces ? null : record.FailedBindings,
            Specs = record.Specs.Add(new SpecRecord(revision, document) { Bindings = record.CurrentSpec.Bindings }),
            // What runs already satisfies a specification that asks for the same containers.
            Attempts = replaces
                ? record.Attempts
                : Relabelled(record, record.CurrentSpec.Revision, revision),
            Replicas = replicas,
            // A job that is changed runs anew, and none is gone back to: that would run it again.
            Rollout = before.Type == WorkloadType.Job || after.Type == WorkloadType.Job ? null : RolloutAfter(record, revision, replaces, now),
            UpdatedAt = now,
            LastScaledAt = replicas == record.Replicas ? record.LastScaledAt : now,
            LastScaling = NoteOfBounds(record, replicas, now),
        };
        return new Decision(
            changed.WithoutUnusedSpecs(),
            [
                .. record.ScalingOverride is { } gone && kept is null ? [ScalingEvents.OverrideGone(record.Name, gone, after.Scaling, now)] : (ReadOnlySpan<EventRecord>)[],
                .. EventsOfBounds(record, replicas, now),
                AppEvents.Changed(record, after, revision, replaces && record.Desired > 0, now),
            ]);
    }

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

    /// <summary>
    /// Starts a stopped application, or gives a running one the asked number of replicas and its failed ones a new chance. A job that has run
    /// runs again.
    /// </summary>
    /// <param name="record">Its record.</param>
    /// <param name="policy">The scaling policy in force.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="now">The time.</param>
    /// <param name="spec">Its current specification, where that may restrict what can be asked.</param>
    /// <param name="job">How the job's run ended; null: it has not, or it is none.</param>
    public static Decision Start(
        AppRecord record, ScalingPolicy policy, StartRequest request, DateTimeOffset now, AppSpec? spec = null, JobOutcome? job = null)
    {
        if (record.Intent == AppIntent.Removing)
        {
            return Decision.No(Refusal.NotFound(record.Name));
        }

        var usual = Clamp(policy, record with { Replicas = Math.Max(record.Replicas, 1) }, now);
        var replicas = request.Replicas ?? usual;
        if ((Exclusive(record, spec, replicas) ?? Bounds(record, policy, replicas, now)) is { } refusal)
        {
            return Decision.No(refusal);
        }

        var started = WithFreshChances(record, now) with
        {
            Intent = AppIntent.Running,
            Replicas = replicas,
            Force = false,
            StopCause = null,
            // Whoever starts it means what there is now.
            FailedBindings = record.Intent == AppIntent.Running ? record.FailedBindings : null,
            FirstOfRun = spec?.Type == WorkloadType.Job && (job is not null || record.Intent != AppIntent.Running) ? record.NextAttempt : record.FirstOfRun,
        };
        if (record.Intent == AppIntent.Running && record.Replicas == replicas && started.Attempts.SequenceEqual(record.Attempts) && started.FirstOfRun == record.FirstOfRun)
        {
            return Decision.Nothing(record);
        }

        var scaled = replicas != record.Replicas || record.Intent != AppIntent.Running;
        return new Decision(
            started with
            {
                UpdatedAt = now,
                LastScaledAt = scaled ? now : record.LastScaledAt,
                LastScaling = NoteOf(record, replicas, ScalingNote.ByRequest, now),
            },
            [AppEvents.Started(record, replicas, now)]);
    }

    /// <summary>Changes the number of replicas of a running application.</summary>
    /// <param name="record">Its record.</param>
    /// <param name="policy">The scaling policy in force.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="now">The time.</param>
    /// <param name="spec">Its current specification, where that may restrict what can be asked.</param>
    public static Decision Scale(AppRecord record, ScalingPolicy policy, ScaleRequest request, DateTimeOffset now, AppSpec? spec = null)
    {
        if (record.Intent == AppIntent.Removing)
        {
            return Decision.No(Refusal.NotFound(record.Name));
        }

        if (record.Intent == AppIntent.Stopped)
        {
            return Decision.No(new Refusal(RefusalKind.ValidationFailed, $"Application '{record.Name}' is stopped; start it before scaling it")
            {
                Violations = [new Violation("replicas", $"Application '{record.Name}' is stopped; start it before scaling it")],
            });
        }

        if ((Exclusive(record, spec, request.Replicas) ?? Bounds(record, policy, request.Replicas, now)) is { } refusal)
        {
            return Decision.No(refusal);
        }

        return request.Replicas == record.Replicas
            ? Decision.Nothing(record)
            : new Decision(
                Rescaled(record, request.Replicas, ScalingNote.ByRequest, now),
                [AppEvents.Scaled(record, request.Replicas, now)]);
    }

    /// <summary>Stops an application. A second, harder stop while the first one still waits for its grace is granted as well.</summary>
    public static Decision Stop(AppRecord record, StopRequest request, DateTimeOffset now)
    {
        if (record.Intent == AppIntent.Removing)
        {
            return Decision.No(Refusal.NotFound(record.Name));
        }

        var grace = (int)Math.Ceiling(request.Grace.TotalSeconds);
        if (record.Intent == AppIntent.Stopped && (record.Attempts.IsEmpty || record.Force || !request.Force))
        {
            return Decision.Nothing(record);
        }

        return new Decision(
            record with { Intent = AppIntent.Stopped, Rollout = null, Force = request.Force, StopGraceSeconds = grace, UpdatedAt = now },
            [AppEvents.StopAsked(record, request, now)]);
    }

    /// <summary>
    /// Begins the removal of an application; it ends when nothing of it is left on the engine. Asked again, it may only become harder, and
    /// keep more: what one request said is to be kept, the default of another must not delete.
    /// </summary>
    public static Decision Remove(AppRecord record, RemoveRequest request, TimeSpan grace, DateTimeOffset now)
    {
        var before = record.Intent == AppIntent.Removing ? new RemoveRequest(record.Force, record.KeepData) : null;
        var wanted = new RemoveRequest(request.Force || before is { Force: true }, request.KeepData || before is { KeepData: true });
        return wanted == before
            ? Decision.Nothing(record)
            : new Decision(
                record with
                {
                    Intent = AppIntent.Removing,
                    Rollout = null,
                    Force = wanted.Force,
                    KeepData = wanted.KeepData,
                    StopGraceSeconds = (int)Math.Ceiling(grace.TotalSeconds),
                    UpdatedAt = now,
                },
                [AppEvents.RemovalAsked(record, wanted, now)]);
    }

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

    private static AppRecord WithFreshChances(AppRecord record, DateTimeOffset now) => record with
    {
        Attempts = [.. record.Attempts.Select(a => a.NotBefore > now || a.Restarts > 0 ? a with { Restarts = 0, NotBefore = now, Cause = null } : a)],
    };
}
