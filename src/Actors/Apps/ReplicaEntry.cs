using Orchestry.Actors.Kernel;
using Orchestry.Core.Replicas;

namespace Orchestry.Actors.Apps;

/// <summary>What a supervisor holds of one attempt: its actor and what that last said.</summary>
/// <param name="actor">Its actor.</param>
/// <param name="snapshot">As it was last seen, by an earlier leader perhaps.</param>
/// <param name="isTakenOver">Whether an earlier leader, or an earlier life of the supervisor, made it.</param>
/// <param name="failure">Why it had ended, or was about to be replaced.</param>
internal sealed class ReplicaEntry(IActorRef actor, ReplicaSnapshot snapshot, bool isTakenOver, ReplicaFailure? failure = null)
{
    public IActorRef Actor => actor;

    // Until its first verdict, or until it turns out not to run.
    private bool _mayServe = isTakenOver && snapshot.Phase < ReplicaPhase.Draining;

    public ReplicaSnapshot Snapshot { get; private set; } = snapshot;

    public TimeSpan ReadyFor { get; private set; }

    public ReplicaFailure? Failure { get; private set; } = failure;

    /// <summary>Its last probe's figures, when they are newer than its last change of phase.</summary>
    public ProbeReading? Reading { get; private set; } = ReadingOf(snapshot);

    /// <summary>Whether it was told to leave. Counts from the order on, not from its first effect.</summary>
    public bool IsLeaving { get; private set; }

    /// <summary>Whether it was told to leave at once.</summary>
    public bool IsForced { get; private set; }

    /// <summary>Whether it was told that it is out of the routes.</summary>
    public bool IsUnrouted { get; set; }

    /// <summary>Whether it was told to remove its dead container.</summary>
    public bool IsClearing { get; set; }

    /// <summary>
    /// What may be decided on. One that an earlier leader showed as ready is shown so until it is known better, but until then nothing, such
    /// as the end of its predecessor, is decided on the strength of it.
    /// </summary>
    public AttemptState State => new(
        (IsLeaving, _mayServe) switch
        {
            (true, _) when Snapshot.Phase < ReplicaPhase.Draining => ReplicaPhase.Draining,
            (_, true) when Snapshot.IsRunning => ReplicaPhase.Starting,
            _ => Snapshot.Phase,
        },
        ReadyFor, Failure, Snapshot.LastError, _mayServe);

    public void Told(ReplicaSnapshot now, TimeSpan readyFor, ReplicaFailure? failure, bool isTransition)
    {
        Snapshot = now;
        Reading = isTransition ? Reading : ReadingOf(now) ?? Reading;
        _mayServe &= now.Phase is ReplicaPhase.Creating or ReplicaPhase.Starting;
        if (failure is not null)
        {
            (Failure, ReadyFor) = (failure, readyFor);
        }
        else if (now.Phase == ReplicaPhase.Ready)
        {
            Failure = null;
        }
    }

    public void Leaves(bool force)
    {
        IsLeaving = true;
        IsForced |= force;
    }

    /// <summary>The figures of a replica that is probed.</summary>
    public static ProbeReading? ReadingOf(ReplicaSnapshot seen) => seen is { IsRunning: true, LastCheck: not null }
        ? new ProbeReading(seen.Id.Attempt, seen.LastCheck, seen.ConsecutiveFailures, seen.ResponseTimeMs, seen.LastError)
        : null;
}
