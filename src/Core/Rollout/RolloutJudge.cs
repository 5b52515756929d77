using Orchestry.Core.Apps;
using Orchestry.Core.Replicas;

namespace Orchestry.Core.Rollout;

/// <summary>Watches over the rollouts that <see cref="ReplicaPlanner"/> moves: when they progress, are over, or have to be given up.</summary>
public static class RolloutJudge
{
    /// <summary>The record with what has progressed since.</summary>
    public static AppRecord Progressed(AppRecord record, IReadOnlyDictionary<int, AttemptState> observed, DateTimeOffset now)
    {
        if (record.Rollout is not { } rollout)
        {
            return record;
        }

        // One that was ready, is lost and comes back is no progress: else replicas that come and go would keep a bad version for ever.
        var ready = ReadyOf(record, observed, rollout.To);
        return ready <= rollout.Ready
            ? record
            : record with { Rollout = rollout with { Ready = ready, ProgressedAt = now, IsStalled = false } };
    }

    /// <summary>What is to be done about the rollout; null while it simply goes on, or when there is none.</summary>
    /// <param name="record">What is wanted.</param>
    /// <param name="observed">What is known, by attempt.</param>
    /// <param name="deadline">How long it may go without progress.</param>
    /// <param name="now">The time.</param>
    /// <param name="policy">What its current specification asks of its runs.</param>
    public static RolloutVerdict? Judge(
        AppRecord record, IReadOnlyDictionary<int, AttemptState> observed, TimeSpan deadline, DateTimeOffset now, RunPolicy policy = default)
    {
        if (record.Rollout is not { } rollout)
        {
            return null;
        }

        var convergence = Convergence.Of(record, observed, policy);
        if (convergence.IsReached)
        {
            return new RolloutVerdict.Completed(rollout);
        }

        if (rollout.IsRollback || rollout.IsStalled || now < rollout.ProgressedAt + deadline)
        {
            return null;
        }

        var why = convergence.Trouble?.Message ?? string.Join("; ", convergence.Missing.Take(3));
        // Going back helps only where what was before still serves: it may be the host that is ill. What had to go first can't tell.
        return policy.IsExclusive || ReadyOf(record, observed, rollout.From) > 0
            ? new RolloutVerdict.GiveUp(rollout, why)
            : new RolloutVerdict.Stall(rollout, why);
    }

    /// <summary>When the verdict may change without anything happening; null: not.</summary>
    public static DateTimeOffset? NextLook(AppRecord record, TimeSpan deadline) =>
        record.Rollout is { IsRollback: false, IsStalled: false } rollout ? rollout.ProgressedAt + deadline : null;

    private static int ReadyOf(AppRecord record, IReadOnlyDictionary<int, AttemptState> observed, int revision) => record.Attempts.Count(
        a => a.SpecRevision == revision && a.Slot <= record.Desired && observed.GetValueOrDefault(a.Attempt)?.Phase == ReplicaPhase.Ready);
}

/// <summary>What is to be done about a rollout.</summary>
public abstract record RolloutVerdict(RolloutRecord Rollout)
{
    /// <summary>Every replica is of the new specification and ready, and nothing of the old is left.</summary>
    public sealed record Completed(RolloutRecord Rollout) : RolloutVerdict(Rollout);

    /// <summary>It has not become healthy in time: back to what still serves.</summary>
    public sealed record GiveUp(RolloutRecord Rollout, string Why) : RolloutVerdict(Rollout);

    /// <summary>It has not become healthy in time, and nothing of before serves that could be gone back to: told once.</summary>
    public sealed record Stall(RolloutRecord Rollout, string Why) : RolloutVerdict(Rollout);
}
