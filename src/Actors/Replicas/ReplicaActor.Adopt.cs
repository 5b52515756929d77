using Orchestry.Actors.Kernel;
using Orchestry.Core.Engine;
using Orchestry.Core.Health;
using Orchestry.Core.Replicas;

namespace Orchestry.Actors.Replicas;

internal sealed partial class ReplicaActor
{
    /// <summary>
    /// Its container ran when it was last seen, by an earlier leader: whether it still does is looked up before anything is told, so that one
    /// which went on all the while is shown, and gets traffic, all the while.
    /// </summary>
    private void Look()
    {
        Become(Looking);
        _ = _launcher.LookAsync(_containerName, Life).PipeTo(
            Self,
            success: found => new ReplicaProtocol.Looked(found),
            failure: error => new ReplicaProtocol.Looked(new EngineFault(EngineFaultKind.EngineFailure, error.Message)));
    }

    private void Looking()
    {
        // Nothing is told of it before it is known.
        Receive<ReplicaProtocol.UseSpec>(use => (_spec, _record) = (use.Spec, use.Record));
        Receive<ReplicaProtocol.Hurry>(hurry => _record = hurry.Record);
        Receive<ReplicaProtocol.Check>(_ => Sender.Tell(new ReplicaProtocol.CheckAnswer(null)));
        Receive<ReplicaProtocol.Look>(_ => Look());
        Receive<ReplicaProtocol.Looked>(looked => OnLooked(looked.Found));
        Receive<ReplicaProtocol.Retire>(Leave);
        Receive<ReplicaProtocol.Clear>(_ => { });
        Receive<ReplicaProtocol.ContainerOutOfMemory>(told => _outOfMemory |= told.Container == _container);
        Receive<ReplicaProtocol.ContainerDied>(died => died.Container == _container, died => End(Crash(died.ExitCode, _outOfMemory)));
        Receive<ReplicaProtocol.ContainerDied>(_ => { });
        Receive<ReplicaProtocol.ContainerRemoved>(removed => removed.Container == _container, _ => Vanish());
        Receive<ReplicaProtocol.ContainerRemoved>(_ => { });
        // The look of its own tells more than a list.
        Receive<ReplicaProtocol.ContainerListed>(_ => { });
    }

    private void OnLooked(EngineResult<ContainerSnapshot> found)
    {
        if (!found.TryGet(out var container, out var fault))
        {
            if (fault.Kind != EngineFaultKind.NotFound)
            {
                LookAgain(fault);
            }
            else if (_isWanted)
            {
                Vanish();
            }
            else
            {
                // The earlier leader was removing it.
                Become(Ended);
                MoveTo(ReplicaPhase.Gone);
            }

            return;
        }

        switch (container.State)
        {
            case ContainerState.Running or ContainerState.Paused when container.Id == _container && container.StartedAt == _startedAt:
                GoOn(container);
                break;
            case ContainerState.Running or ContainerState.Paused:
                // Somebody has started it anew: what the process before this one was like says nothing of it.
                Remember(container);
                _readySince = null;
                (_lastCheck, _consecutiveFailures, _responseTimeMs, _lastError) = (null, 0, null, null);
                _isAdopted = true;
                Run();
                break;
            case ContainerState.Created or ContainerState.Exited or ContainerState.Dead:
                Remember(container);
                End(Crash(container.ExitCode, container.OutOfMemory));
                break;
            default:
                LookAgain(new EngineFault(
                    EngineFaultKind.Conflict, $"Container {container.Name} is {container.State.ToString().ToLowerInvariant()}."));
                break;
        }
    }

    /// <summary>It runs on, and is what it was: failures are counted anew, and a probe tells at once whether it still is.</summary>
    private void GoOn(ContainerSnapshot container)
    {
        var hasMoved = container.Addresses.GetValueOrDefault(_network.Name) != _address;
        Remember(container);
        _isAdopted = true;
        _runningSince = _ports.Now;
        _readySince = _phase == ReplicaPhase.Ready ? _readySince ?? _ports.Now : null;
        _verdict = _phase switch
        {
            ReplicaPhase.Ready => HealthVerdict.Healthy,
            ReplicaPhase.Unready => HealthVerdict.Unhealthy,
            _ => HealthVerdict.Unknown,
        };
        ProbeWith([.. _spec.HealthChecks.Select(check => CheckRecord.None with { Probes = ProbeRecord.None with { Verdict = AsBefore(check) } })]);
        Become(Running);
        if (_checks.Length == 0)
        {
            MoveTo(ReplicaPhase.Ready);
        }
        else if (hasMoved)
        {
            Tell();
        }

        ProbeAll();
    }

    /// <summary>Only a check that has its replica replaced can have made it unhealthy.</summary>
    private HealthVerdict AsBefore(HealthCheckSpec check) =>
        _verdict == HealthVerdict.Unhealthy && check.OnFailure != HealthCheckFailure.Restart ? HealthVerdict.Healthy : _verdict;

    private void LookAgain(EngineFault fault)
    {
        _log.LookFailed(_id.ToString(), fault.ToString());
        Timers.StartSingleTimer("look", new ReplicaProtocol.Look(), _lookAgainAfter);
        _lookAgainAfter = Longer(_lookAgainAfter);
    }
}
