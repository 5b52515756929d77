using Orchestry.Core.Replicas;

namespace Orchestry.Core.Tests.Replicas;

/// <summary>One attempt of a <see cref="SimulatedApp"/>; behaves as its actor would.</summary>
internal sealed class SimulatedAttempt(ReplicaRecord record)
{
    private DateTimeOffset? _readySince;
    private TimeSpan _readyFor;
    private ReplicaFailure? _failure;
    private bool _isLeaving;
    private bool _isClearing;

    public int Number => record.Attempt;

    public ReplicaPhase Phase { get; private set; } = ReplicaPhase.Waiting;

    public AttemptState State(DateTimeOffset now) => new(
        _isLeaving && Phase < ReplicaPhase.Draining ? ReplicaPhase.Draining : Phase,
        _readySince is { } since ? now - since : _readyFor,
        _failure);

    /// <summary>One phase on, when nothing goes wrong; a dead container stays until it is cleared.</summary>
    public void Advance(DateTimeOffset now) => Phase = Phase switch
    {
        < ReplicaPhase.Draining when _isLeaving => ReplicaPhase.Draining,
        ReplicaPhase.Waiting => now < record.NotBefore ? ReplicaPhase.Waiting : ReplicaPhase.Creating,
        ReplicaPhase.Pulling => ReplicaPhase.Creating,
        ReplicaPhase.Creating => ReplicaPhase.Starting,
        ReplicaPhase.Starting or ReplicaPhase.Unready => Ready(now),
        ReplicaPhase.Draining => ReplicaPhase.Gone,
        ReplicaPhase.Exited when _isClearing => ReplicaPhase.Gone,
        var phase => phase,
    };

    public void Fail(ReplicaPhase phase, ReplicaFailure failure, DateTimeOffset now)
    {
        // Who was asked to leave ends as asked, however it ends.
        if (_isLeaving)
        {
            Phase = phase == ReplicaPhase.Unready ? ReplicaPhase.Draining : ReplicaPhase.Gone;
            return;
        }

        _readyFor = _readySince is { } since ? now - since : TimeSpan.Zero;
        (Phase, _failure, _readySince) = (phase, failure, null);
    }

    public void Leave() => _isLeaving = true;

    public void Clear() => _isClearing = true;

    private ReplicaPhase Ready(DateTimeOffset now)
    {
        _readySince = now;
        return ReplicaPhase.Ready;
    }
}
