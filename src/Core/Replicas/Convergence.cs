using System.Collections.Immutable;
using Orchestry.Core.Apps;

namespace Orchestry.Core.Replicas;

/// <summary>How far an application is from what is wanted of it.</summary>
/// <param name="IsReached">Every wanted replica is ready, made from the current specification, and no other container is left.</param>
/// <param name="IsSettled">No container is being made or stopped: what is missing waits for health or for a back-off.</param>
/// <param name="Missing">
/// What is missing, one phrase a replica, such as <c>my-app-2: creating</c>; last what is there and should not be.
/// </param>
/// <param name="Trouble">Why it can't be reached without a person; null while it still may.</param>
public sealed record Convergence(bool IsReached, bool IsSettled, ImmutableArray<string> Missing, Trouble? Trouble)
{
    /// <summary>Compares. A job is what is wanted of it when it has ended, with success; any other end is a trouble.</summary>
    /// <param name="record">What is wanted.</param>
    /// <param name="observed">What is known, by attempt.</param>
    /// <param name="policy">What its current specification asks of its runs.</param>
    public static Convergence Of(AppRecord record, IReadOnlyDictionary<int, AttemptState> observed, RunPolicy policy = default)
    {
        var outcome = policy.IsJob ? JobOutcome.Of(record, observed) : null;
        var missing = ImmutableArray.CreateBuilder<string>();
        var left = new List<string>();
        var isSettled = true;
        Trouble? trouble = null;
        foreach (var attempt in record.Attempts)
        {
            var state = observed.GetValueOrDefault(attempt.Attempt) ?? AttemptState.Unseen;
            var name = $"{record.Name}-{attempt.Slot}";
            var isCurrent = attempt.Slot <= record.Desired && record.Current(attempt.Slot) == attempt;
            if (isCurrent && outcome is not null)
            {
                trouble ??= outcome.IsCompleted ? null : new Trouble(state.Failure!.Kind, $"{name}: {outcome.Message}");
            }
            else if (isCurrent && (policy.IsJob || state.Phase != ReplicaPhase.Ready || attempt.SpecRevision != record.CurrentSpec.Revision))
            {
                missing.Add($"{name}: {(policy.IsJob && state.Phase == ReplicaPhase.Ready ? "running" : Describe(attempt, state))}");
                trouble ??= TroubleOf(name, attempt);
            }
            else if (!isCurrent && state.Phase is not (ReplicaPhase.Exited or ReplicaPhase.Gone))
            {
                left.Add(state.Phase == ReplicaPhase.Ready
                    ? $"{name}: an earlier container serves until the new one is healthy"
                    : $"{name}: an earlier container is still there");
            }

            isSettled &= !IsMoving(attempt, state, isCurrent);
        }

        var unassigned = Enumerable.Range(1, record.Desired).Where(slot => record.Current(slot) is null).ToArray();
        missing.AddRange(unassigned.Select(slot => $"{record.Name}-{slot}: not begun"));
        missing.AddRange(left);
        return new Convergence(missing.Count == 0 && outcome is null or { IsCompleted: true }, isSettled && unassigned.Length == 0, missing.ToImmutable(), trouble);
    }

    private static bool IsMoving(ReplicaRecord attempt, AttemptState state, bool isCurrent) => state.Phase switch
    {
        // Whoever waits for a back-off has had its try; only a first attempt that waits for its turn is still on its way.
        ReplicaPhase.Waiting => isCurrent && attempt.Cause is null,
        ReplicaPhase.Pulling or ReplicaPhase.Creating or ReplicaPhase.Draining => attempt.Cause is null || !isCurrent,
        ReplicaPhase.Exited => isCurrent && state.Failure is null,
        // A predecessor that still serves waits for its successor's health, which may never come.
        ReplicaPhase.Gone or ReplicaPhase.Ready => false,
        _ => !isCurrent,
    };

    private static Trouble? TroubleOf(string name, ReplicaRecord attempt) => attempt.Cause switch
    {
        { NeedsPerson: true } cause => new Trouble(cause.Kind, $"{name}: {cause.Message}"),
        { } cause when RestartPolicy.IsCrashLoop(attempt.Restarts) =>
            new Trouble(cause.Kind, $"{name}: crash loop after {attempt.Restarts} failures in a row; the last: {cause.Message}"),
        _ => null,
    };

    private static string Describe(ReplicaRecord attempt, AttemptState state)
    {
        var what = state.Phase switch
        {
            ReplicaPhase.Waiting when attempt.Cause is not null => "waiting for its next try",
            ReplicaPhase.Waiting => "waiting for its turn",
            ReplicaPhase.Pulling => "pulling its image",
            ReplicaPhase.Creating => "creating its container",
            ReplicaPhase.Starting => "running, not healthy yet",
            ReplicaPhase.Ready => "of an earlier specification",
            ReplicaPhase.Unready => "unhealthy",
            ReplicaPhase.Draining => "stopping",
            _ => "ended",
        };
        var why = state.Failure?.Message ?? state.LastError ?? attempt.Cause?.Message;
        return why is null ? what : $"{what} ({why})";
    }
}

/// <summary>Why an application can't become what is wanted.</summary>
public sealed record Trouble(FailureKind Kind, string Message);
