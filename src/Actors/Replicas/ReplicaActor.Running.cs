using Orchestry.Core.Engine;
using Orchestry.Core.Health;
using Orchestry.Core.Replicas;

namespace Orchestry.Actors.Replicas;

internal sealed partial class ReplicaActor
{
    private DateTimeOffset _runningSince;
    private bool _outOfMemory;

    private void Run()
    {
        _runningSince = _ports.Now;
        Become(Running);
        ProbeWith([.. _spec.HealthChecks.Select(_ => CheckRecord.None)]);
        _verdict = HealthChecks.Verdict(_spec.HealthChecks, _checks, TimeSpan.Zero);
        MoveTo(ReplicaPhase.Starting);
        if (_verdict == HealthVerdict.Healthy)
        {
            // No check of its readiness to wait for.
            MoveTo(ReplicaPhase.Ready);
        }

        ProbeAll();
    }

    private void Running()
    {
        Receive<ReplicaProtocol.UseSpec>(OnSpecChanged);
        AlwaysUnderstood();
        ProbingUnderstood();
        Receive<ReplicaProtocol.ContainerOutOfMemory>(told => told.Container == _container, _ => _outOfMemory = true);
        Receive<ReplicaProtocol.ContainerOutOfMemory>(_ => { });
        Receive<ReplicaProtocol.ContainerDied>(died => died.Container == _container, died => End(Crash(died.ExitCode, _outOfMemory)));
        Receive<ReplicaProtocol.ContainerDied>(_ => { });
        Receive<ReplicaProtocol.ContainerRemoved>(removed => removed.Container == _container, _ => Vanish());
        Receive<ReplicaProtocol.ContainerRemoved>(_ => { });
        Receive<ReplicaProtocol.ContainerListed>(OnListed);
        Receive<ReplicaProtocol.Retire>(Leave);
        Receive<ReplicaProtocol.Clear>(_ => { });
    }

    /// <summary>A check that is new or changed is not put off to the end of the old one's period; one that is gone holds nobody back.</summary>
    private void OnSpecChanged(ReplicaProtocol.UseSpec use)
    {
        var (known, before) = (_checks, _spec.HealthChecks);
        (_spec, _record) = (use.Spec, use.Record);
        // A verdict that had other consequences is none of this check.
        ProbeWith(
        [
            .. _spec.HealthChecks.Select((check, i) => i < known.Length && before[i].OnFailure == check.OnFailure ? known[i] : CheckRecord.None),
        ]);
        _verdict = HealthChecks.Verdict(_spec.HealthChecks, _checks, _ports.Now - _runningSince);
        if (_checks.Length == 0)
        {
            AnswerCheckers(null);
            (_lastCheck, _consecutiveFailures, _responseTimeMs) = (null, 0, null);
        }

        if (_verdict == HealthVerdict.Healthy && (_phase != ReplicaPhase.Ready || _checks.Length == 0))
        {
            MoveTo(ReplicaPhase.Ready);
        }
        else
        {
            Tell(isTransition: false);
        }

        ProbeAll();
    }

    private void OnListed(ReplicaProtocol.ContainerListed listed)
    {
        switch (listed.Container?.State)
        {
            // A list asked for before the launch can't know the container.
            case null when listed.AskedAt > _runningSince:
                Vanish();
                break;
            // How a job ended is all that counts of it, and no list tells.
            case ContainerState.Exited or ContainerState.Dead when IsJob:
                Look();
                break;
            case ContainerState.Exited or ContainerState.Dead:
                End(Crash(null, _outOfMemory));
                break;
        }
    }

    private void Vanish() => End(new ReplicaFailure(
        FailureKind.Vanished, IsJob ? JobOutcome.Lost : "its container was removed by somebody else"));

    private void End(ReplicaFailure failure)
    {
        StopProbing();
        Timers.CancelAll();
        Become(Ended);
        if (IsJob && failure.ExitCode == 0)
        {
            _log.Completed(_id.ToString());
        }
        else
        {
            _log.Ended(_id.ToString(), failure.Message);
        }

        MoveTo(ReplicaPhase.Exited, failure);
    }

    /// <summary>The process is over; the dead container stays until it is cleared, for its logs.</summary>
    private void Ended()
    {
        AlwaysUnderstood();
        Receive<ReplicaProtocol.Clear>(_ => Leave(new ReplicaProtocol.Retire(TimeSpan.Zero, TimeSpan.Zero, Force: true)));
        Receive<ReplicaProtocol.Retire>(_ => Leave(new ReplicaProtocol.Retire(TimeSpan.Zero, TimeSpan.Zero, Force: true)));
        ReceiveAny(_ => { });
    }
}
