using Orchestry.Actors.Kernel;
using Orchestry.Core.Replicas;

namespace Orchestry.Actors.Apps;

/// <summary>What a supervisor holds of one attempt: its actor and what that last said.</summary>
internal sealed class ReplicaEntry(IActorRef actor, ReplicaSnapshot snapshot, bool isTakenOver)
{
    public IActorRef Actor => actor;

    // Until its first verdict, or until it turns out not to run.
    private bool _mayServe = isTakenOver;

    public ReplicaSnapshot Snapshot { get; private set; } = snapshot;

    public TimeSpan ReadyFor { get; private set; }

    public ReplicaFailure? Failure { get; private set; }

    /// <summary>Whether it was told to leave. Counts from the order on, not from its first effect.</summary>
    public bool IsLeaving { get; private set; }

    /// <summary>Whether it was told to leave at once.</summary>
    public bool IsForced { get; private set; }

    /// <summary>Whether it was told to remove its dead container.</summary>
    public bool IsClearing { get; set; }

    public AttemptState State => new(
        IsLeaving && Snapshot.Phase < ReplicaPhase.Draining ? ReplicaPhase.Draining : Snapshot.Phase, ReadyFor, Failure, Snapshot.LastError,
        _mayServe);

    public void Told(ReplicaSnapshot now, TimeSpan readyFor, ReplicaFailure? failure)
    {
        Snapshot = now;
        _mayServe &= now.Phase is ReplicaPhase.Creating or ReplicaPhase.Starting;
        if (failure is not null)
        {
            (Failure, ReadyFor) = (failure, readyFor);
        }
    }

    public void Leaves(bool force)
    {
        IsLeaving = true;
        IsForced |= force;
    }
}
