using Orchestry.Actors.Kernel;
using Orchestry.Core.Apps;
using Orchestry.Core.Engine;
using Done = Orchestry.Core.Engine.Done;
using Orchestry.Core.Replicas;

namespace Orchestry.Actors.Replicas;

internal sealed partial class ReplicaActor
{
    private ReplicaProtocol.Retire _leave = new(TimeSpan.Zero, TimeSpan.Zero, Force: false);
    private int _leaveRound;
    private bool _isDraining;

    private void Leave(ReplicaProtocol.Retire retire)
    {
        StopProbing();
        Timers.CancelAll();
        _leave = retire;
        _lookAgainAfter = FirstLookAgain;
        // A new leader can't know whether the one before it had waited: without requests the wait costs nothing.
        var mayHaveRequests = IsRouted && _phase is ReplicaPhase.Ready or ReplicaPhase.Unready or ReplicaPhase.Draining;
        Become(Leaving);
        if (_phase < ReplicaPhase.Draining)
        {
            MoveTo(ReplicaPhase.Draining);
        }

        if (!mayHaveRequests || retire.Force || retire.Drain <= TimeSpan.Zero)
        {
            RemoveContainer();
        }
    }

    private bool IsRouted => _spec is { Type: WorkloadType.Http, TrafficPort: not null } && _address is not null;

    private void Leaving()
    {
        AlwaysUnderstood();
        Receive<ReplicaProtocol.Retire>(again => again.Force && !_leave.Force, again =>
        {
            _leave = again;
            RemoveContainer();
        });
        Receive<ReplicaProtocol.Unrouted>(_ => _leaveRound == 0, unrouted => Drain(unrouted.Revision));
        Receive<ReplicaProtocol.DrainFinished>(finished => finished.Round == _leaveRound, OnDrained);
        // What is dead has no requests to finish.
        Receive<ReplicaProtocol.ContainerDied>(died => died.Container == _container && _isDraining, _ => RemoveContainer());
        Receive<ReplicaProtocol.ContainerRemoved>(removed => removed.Container == _container && _isDraining, _ => RemoveContainer());
        Receive<ReplicaProtocol.LeaveAgain>(_ => RemoveContainer());
        Receive<ReplicaProtocol.LeaveFinished>(finished => finished.Round == _leaveRound, finished => OnLeaveFinished(finished.Fault));
        ReceiveAny(_ => { });
    }

    private void Drain(long revision)
    {
        _isDraining = true;
        var round = ++_leaveRound;
        _ = _ports.Drains.WaitAsync(_id, revision, _leave.Drain, Life).PipeTo(
            Self,
            success: report => new ReplicaProtocol.DrainFinished(round, report, null),
            failure: error => new ReplicaProtocol.DrainFinished(round, null, error.Message));
    }

    private void OnDrained(ReplicaProtocol.DrainFinished finished)
    {
        if (finished.Report is { } report)
        {
            Context.Parent.Tell(new ReplicaProtocol.Drained(report));
        }
        else
        {
            _log.DrainFailed(_id.ToString(), finished.Error!);
        }

        RemoveContainer();
    }

    private void RemoveContainer()
    {
        _isDraining = false;
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
