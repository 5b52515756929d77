using Orchestry.Actors.Kernel;
using Orchestry.Core.Engine;
using Done = Orchestry.Core.Engine.Done;
using Orchestry.Core.Replicas;

namespace Orchestry.Actors.Replicas;

internal sealed partial class ReplicaActor
{
    private ReplicaProtocol.Retire _leave = new(TimeSpan.Zero, Force: false);
    private int _leaveRound;

    private void Leave(ReplicaProtocol.Retire retire)
    {
        StopProbing();
        Timers.CancelAll();
        _leave = retire;
        _lookAgainAfter = FirstLookAgain;
        Become(Leaving);
        if (_phase < ReplicaPhase.Draining)
        {
            MoveTo(ReplicaPhase.Draining);
        }

        RemoveContainer();
    }

    private void Leaving()
    {
        AlwaysUnderstood();
        Receive<ReplicaProtocol.Retire>(again => again.Force && !_leave.Force, again =>
        {
            _leave = again;
            RemoveContainer();
        });
        Receive<ReplicaProtocol.LeaveAgain>(_ => RemoveContainer());
        Receive<ReplicaProtocol.LeaveFinished>(finished => finished.Round == _leaveRound, finished => OnLeaveFinished(finished.Fault));
        ReceiveAny(_ => { });
    }

    private void RemoveContainer()
    {
        var round = ++_leaveRound;
        _ = RemoveAsync(_container ?? new ContainerId(_containerName), _leave).PipeTo(
            Self,
            success: removed => new ReplicaProtocol.LeaveFinished(round, removed.Fault),
            failure: error => new ReplicaProtocol.LeaveFinished(round, new EngineFault(EngineFaultKind.EngineFailure, error.Message)));
    }

    private async Task<EngineResult<Done>> RemoveAsync(ContainerId container, ReplicaProtocol.Retire how)
    {
        if (!how.Force)
        {
            var stopped = await _ports.Engine.StopContainerAsync(container, how.Grace, Life);
            if (stopped.Fault is { Kind: not EngineFaultKind.NotFound } fault)
            {
                return fault;
            }
        }

        return await _ports.Engine.RemoveContainerAsync(container, force: true, Life);
    }

    private void OnLeaveFinished(EngineFault? fault)
    {
        if (fault is null)
        {
            MoveTo(ReplicaPhase.Gone);
            return;
        }

        // Whatever stands in the way, the container must go: nothing else may be forgotten while it may still run.
        _lastError = fault.ToString();
        _log.LeaveFailed(_id.ToString(), _lastError);
        Tell(isTransition: false);
        Timers.StartSingleTimer("leave", new ReplicaProtocol.LeaveAgain(), _lookAgainAfter);
        _lookAgainAfter = Longer(_lookAgainAfter);
    }
}
