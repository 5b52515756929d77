using Orchestry.Actors.Health;
using Orchestry.Actors.Kernel;
using Orchestry.Core.Health;
using Orchestry.Core.Replicas;

namespace Orchestry.Actors.Replicas;

internal sealed partial class ReplicaActor
{
    private readonly List<IActorRef> _checkers = [];
    private ProbeRecord _probeRecord = ProbeRecord.None;
    private int _probeRound;
    private bool _isProbing;
    private DateTimeOffset? _lastCheck;
    private double? _responseTimeMs;
    private int _consecutiveFailures;

    private bool IsProbed => _spec.HealthCheck is not null
        && _phase is ReplicaPhase.Starting or ReplicaPhase.Ready or ReplicaPhase.Unready;

    private void ProbingUnderstood()
    {
        Receive<ReplicaProtocol.ProbeDue>(_ => Probe());
        Receive<ReplicaProtocol.ProbeFinished>(finished => finished.Round == _probeRound, finished => OnProbed(finished.Outcome));
        Receive<ReplicaProtocol.ProbeFinished>(_ => { });
        Receive<ReplicaProtocol.Check>(_ =>
        {
            _checkers.Add(Sender);
            Probe();
        });
    }

    private void Probe()
    {
        if (_isProbing || _spec.HealthCheck is not { } check)
        {
            return;
        }

        _isProbing = true;
        Timers.Cancel("probe");
        var round = ++_probeRound;
        var startedAt = _ports.Clock.GetTimestamp();
        _ = _ports.Probe.CheckAsync(new ProbeTarget(_container!.Value, _address, _id.Name), check, Life).PipeTo(
            Self,
            success: outcome => new ReplicaProtocol.ProbeFinished(round, outcome),
            failure: error => new ReplicaProtocol.ProbeFinished(
                round, ProbeOutcome.Fail(_ports.Clock.GetElapsedTime(startedAt), error.Message)));
    }

    private void OnProbed(ProbeOutcome outcome)
    {
        _isProbing = false;
        var check = _spec.HealthCheck!;
        var age = _ports.Now - _runningSince;
        var before = _probeRecord.Verdict;
        _probeRecord = HealthJudge.Next(check, _probeRecord, outcome, age);
        _lastCheck = _ports.Now;
        _consecutiveFailures = outcome.Passed ? 0 : _consecutiveFailures + 1;
        _responseTimeMs = outcome.Passed ? Math.Round(outcome.Took.TotalMilliseconds, 1) : null;
        _lastError = outcome.Error;
        Timers.StartSingleTimer("probe", new ReplicaProtocol.ProbeDue(), HealthJudge.PauseBeforeNext(check, _probeRecord, age));
        if (_probeRecord.Verdict == before)
        {
            Tell(isTransition: false);
        }
        else if (_probeRecord.Verdict == HealthVerdict.Healthy)
        {
            MoveTo(ReplicaPhase.Ready);
        }
        else
        {
            _log.Unhealthy(_id.ToString(), _probeRecord.Failures, outcome.Error ?? "");
            MoveTo(ReplicaPhase.Unready, new ReplicaFailure(
                FailureKind.Unhealthy, $"unhealthy after {_probeRecord.Failures} failed probes: {outcome.Error}"));
        }

        // Last: who asked may look at once.
        AnswerCheckers(outcome.Passed);
    }

    private void AnswerCheckers(bool? passed)
    {
        foreach (var checker in _checkers)
        {
            checker.Tell(new ReplicaProtocol.CheckAnswer(passed));
        }

        _checkers.Clear();
    }

    private void StopProbing()
    {
        // A late answer must not speak for a replica that is leaving.
        _probeRound++;
        _isProbing = false;
        Timers.Cancel("probe");
        AnswerCheckers(null);
    }
}
