using System.Collections.Immutable;
using Orchestry.Core.Apps;

namespace Orchestry.Core.Replicas;

/// <summary>
/// Compares what is wanted of one application with what is known of its attempts and says what to do next. Level-triggered: it looks at
/// states, never at how they came about, so that any missed event is made up for by the next call.
/// </summary>
public static class ReplicaPlanner
{
    /// <summary>The next steps.</summary>
    /// <param name="record">What is wanted.</param>
    /// <param name="observed">What is known, by attempt; an attempt that is missing has not been seen yet.</param>
    /// <param name="engine">The engine that new attempts are placed on.</param>
    /// <param name="now">The time.</param>
    /// <param name="jitter">A number from 0 to 1 for each back-off.</param>
    /// <param name="policy">What its current specification asks of its runs.</param>
    public static ReplicaPlan Plan(
        AppRecord record,
        IReadOnlyDictionary<int, AttemptState> observed,
        string engine,
        DateTimeOffset now,
        Func<double> jitter,
        RunPolicy policy = default)
    {
        var start = ImmutableArray.CreateBuilder<ReplicaRecord>();
        var retire = ImmutableArray.CreateBuilder<int>();
        var clear = ImmutableArray.CreateBuilder<int>();
        var slots = record.Attempts.GroupBy(a => a.Slot).ToDictionary(g => g.Key, g => g.OrderBy(a => a.Attempt).ToArray());
        var mayRoll = record.Desired > 0 && RolloutMayMove(record, observed);

        for (var slot = 1; slot <= record.Desired; slot++)
        {
            var attempts = slots.GetValueOrDefault(slot) ?? [];
            var current = attempts.LastOrDefault();
            if (!IsDone(record, current, State(observed, current), policy)
                && Successor(record, slot, current, State(observed, current), ref mayRoll, now, jitter) is { } next)
            {
                if (policy.IsExclusive && attempts.Any(a => MayRun(observed, a)))
                {
                    retire.AddRange(attempts.Where(a => State(observed, a) is { IsAlive: true, MayServe: false }).Select(a => a.Attempt));
                }
                else
                {
                    start.Add(next with { Attempt = record.NextAttempt + start.Count, Engine = engine });
                }
            }

            RetirePredecessors(attempts, observed, retire, clear);
        }

        foreach (var surplus in record.Attempts.Where(a => a.Slot > record.Desired))
        {
            var state = State(observed, surplus);
            if (state.IsAlive)
            {
                retire.Add(surplus.Attempt);
            }
            else if (state.Phase == ReplicaPhase.Exited)
            {
                clear.Add(surplus.Attempt);
            }
        }

        var forget = record.Attempts
            .Where(a => State(observed, a).Phase == ReplicaPhase.Gone && !IsStillNeeded(record, a))
            .Select(a => a.Attempt);
        // Who makes room for a successor may have been a predecessor that leaves anyway.
        return new ReplicaPlan(start.ToImmutable(), [.. retire.Distinct()], clear.ToImmutable(), [.. forget]);
    }

    /// <summary>A job that has run is done, however it ended: nobody knows what running it twice would do.</summary>
    private static bool IsDone(AppRecord record, ReplicaRecord? current, AttemptState state, RunPolicy policy) =>
        policy.IsJob && current is not null && JobOutcome.IsOfThisRun(record, current) && JobOutcome.Of(state) is not null;

    private static bool MayRun(IReadOnlyDictionary<int, AttemptState> observed, ReplicaRecord attempt) =>
        State(observed, attempt).Phase is not (ReplicaPhase.Exited or ReplicaPhase.Gone);

    private static ReplicaRecord? Successor(
        AppRecord record, int slot, ReplicaRecord? current, AttemptState state, ref bool mayRoll, DateTimeOffset now, Func<double> jitter)
    {
        var revision = record.CurrentSpec.Revision;
        var fresh = new ReplicaRecord(slot, 0, revision, "", 0, now);
        if (current is null)
        {
            return fresh;
        }

        // A second run of the same specification that somebody asked for is as good a reason as another specification.
        var isOutdated = !JobOutcome.IsOfThisRun(record, current);
        switch (state.Phase)
        {
            case ReplicaPhase.Exited or ReplicaPhase.Gone or ReplicaPhase.Draining or ReplicaPhase.Unready:
                // A changed specification is a new chance: what the old one did wrong is not held against it.
                return isOutdated || state.Failure is null ? fresh : AfterFailure(fresh, current, state, now, jitter);
            case ReplicaPhase.Ready when isOutdated && mayRoll:
                mayRoll = false;
                return fresh;
            case ReplicaPhase.Ready:
                return null;
            default:
                // An outdated replica that serves nobody yet loses nothing by being replaced at once.
                return isOutdated && !state.MayServe ? fresh : null;
        }
    }

    private static ReplicaRecord AfterFailure(
        ReplicaRecord fresh, ReplicaRecord failed, AttemptState state, DateTimeOffset now, Func<double> jitter)
    {
        var failure = state.Failure!;
        var restarts = RestartPolicy.RestartsAfterFailure(failed.Restarts, state.ReadyFor);
        // What needs a person is not mended by an immediate second try, which a crash may well be.
        var pause = RestartPolicy.PauseBefore(failure.NeedsPerson ? restarts + 1 : restarts, jitter());
        return fresh with { Restarts = restarts, NotBefore = now + pause, Cause = failure };
    }

    /// <summary>
    /// One slot at a time: the next outdated replica is replaced only when every replica of the current specification is ready. So never
    /// fewer than before are healthy, and a specification that does not become healthy costs nothing but one surplus container.
    /// </summary>
    private static bool RolloutMayMove(AppRecord record, IReadOnlyDictionary<int, AttemptState> observed) =>
        Enumerable.Range(1, record.Desired)
            .Select(record.Current)
            .All(a => a is null || a.SpecRevision != record.CurrentSpec.Revision || State(observed, a).Phase == ReplicaPhase.Ready);

    private static void RetirePredecessors(
        ReplicaRecord[] attempts,
        IReadOnlyDictionary<int, AttemptState> observed,
        ImmutableArray<int>.Builder retire,
        ImmutableArray<int>.Builder clear)
    {
        if (attempts.Length < 2)
        {
            return;
        }

        var currentIsReady = State(observed, attempts[^1]).Phase == ReplicaPhase.Ready;
        var newestCorpse = attempts.LastOrDefault(a => State(observed, a).Phase == ReplicaPhase.Exited);
        // One predecessor serves until the current attempt does. There may be two: one outdated replica that became ready just as it was replaced.
        var standIn = currentIsReady ? null : attempts[..^1].LastOrDefault(a => State(observed, a).Phase == ReplicaPhase.Ready);
        foreach (var predecessor in attempts[..^1])
        {
            var state = State(observed, predecessor);
            if (state.Phase == ReplicaPhase.Exited)
            {
                // The last dead container of a slot stays until the slot is well again: its log is what a person needs.
                if (currentIsReady || predecessor != newestCorpse)
                {
                    clear.Add(predecessor.Attempt);
                }
            }
            else if (state.IsAlive && predecessor != standIn && (currentIsReady || !state.MayServe))
            {
                retire.Add(predecessor.Attempt);
            }
        }
    }

    /// <summary>The newest attempt of a wanted slot stays in the record until it has a successor: it carries the slot's history.</summary>
    private static bool IsStillNeeded(AppRecord record, ReplicaRecord attempt) =>
        attempt.Slot <= record.Desired && record.Current(attempt.Slot) == attempt;

    private static AttemptState State(IReadOnlyDictionary<int, AttemptState> observed, ReplicaRecord? attempt) =>
        attempt is not null && observed.TryGetValue(attempt.Attempt, out var state) ? state : AttemptState.Unseen;
}
