using Orchestry.Actors.Health;
using Orchestry.Actors.Kernel;
using Orchestry.Core.Health;
using Orchestry.Core.Replicas;

namespace Orchestry.Actors.Replicas;

internal sealed partial class ReplicaActor
{
    private readonly List<IActorRef> _checkers = [];
    private readonly HashSet<int> _probing = [];

    // Checks that must have been probed before those who asked are answered.
    private readonly HashSet<int> _awaited = [];
    private CheckRecord[] _checks = [];
    private HealthVerdict _verdict;
    private int _probeRound;
    private DateTimeOffset? _lastCheck;
    private double? _responseTimeMs;
    private int _consecutiveFailures;

    private bool IsProbed => _spec.HealthChecks.Count > 0
        && _phase is ReplicaPhase.Starting or ReplicaPhase.Ready or ReplicaPhase.Unready;

    private void ProbingUnderstood()
    {
        Receive<ReplicaProtocol.ProbeDue>(due => Probe(due.Check));
        Receive<ReplicaProtocol.ProbeFinished>(
            finished => finished.Round == _probeRound, finished => OnProbed(finished.Check, finished.Outcome));
        Receive<ReplicaProtocol.ProbeFinished>(_ => { });
        Receive<ReplicaProtocol.Check>(_ =>
        {
            _checkers.Add(Sender);
            ProbeAll();
        });
    }

    /// <summary>Begins to probe with what is known of the checks so far.</summary>
    private void ProbeWith(CheckRecord[] checks)
    {
        foreach (var check in Enumerable.Range(0, _checks.Length))
        {
            Timers.Cancel(TimerOf(check));
        }

        // What was asked under the rules of before is no answer to these.
        _probeRound++;
        _probing.Clear();
        _awaited.Clear();
        _checks = checks;
    }

    private void ProbeAll()
    {
        if (_checkers.Count > 0)
        {
            _awaited.UnionWith(Enumerable.Range(0, _checks.Length));
        }

        for (var check = 0; check < _checks.Length; check++)
        {
            Probe(check);
        }
    }

    private void Probe(int check)
    {
        if (!_probing.Add(check))
        {
            return;
        }

        Timers.Cancel(TimerOf(check));
        var round = _probeRound;
        var startedAt = _ports.Clock.GetTimestamp();
        _ = _ports.Probe.CheckAsync(new ProbeTarget(_container!.Value, _address, _id.Name), _spec.HealthChecks[check], Life).PipeTo(
            Self,
            success: outcome => new ReplicaProtocol.ProbeFinished(check, round, outcome),
            failure: error => new ReplicaProtocol.ProbeFinished(
                check, round, ProbeOutcome.Fail(_ports.Clock.GetElapsedTime(startedAt), error.Message)));
    }

    private void OnProbed(int index, ProbeOutcome outcome)
    {
        _probing.Remove(index);
        var check = _spec.HealthChecks[index];
        var age = _ports.Now - _runningSince;
        var (before, wasFailing) = (_verdict, HealthChecks.IsFailing(_checks[index]));
        _checks[index] = _checks[index].After(check, outcome, age, _ports.Now);
        _verdict = HealthChecks.Verdict(_spec.HealthChecks, _checks, age);
        ShowFigures();
        Timers.StartSingleTimer(
            TimerOf(index), new ReplicaProtocol.ProbeDue(index), HealthChecks.PauseBeforeNext(check, _checks[index], age));
        switch (_verdict)
        {
            case HealthVerdict.Healthy when before != HealthVerdict.Healthy:
                MoveTo(ReplicaPhase.Ready);
                break;
            case HealthVerdict.Unhealthy when before != HealthVerdict.Unhealthy:
                _log.Unhealthy(_id.ToString(), _checks[index].Probes.Failures, outcome.Error ?? "");
                MoveTo(ReplicaPhase.Unready, FailureOf(_checks[index]));
                break;
            default:
                Tell(isTransition: false);
                break;
        }

        TellOfFailure(check, _checks[index], wasFailing);
        // Last: who asked may look at once.
        _awaited.Remove(index);
        if (_awaited.Count == 0)
        {
            AnswerCheckers(_checks.All(c => c.ConsecutiveFailures == 0));
        }
    }

    /// <summary>What is done about a failing check besides replacing its replica is its supervisor's to do.</summary>
    private void TellOfFailure(HealthCheckSpec check, CheckRecord record, bool wasFailing)
    {
        var isFailing = HealthChecks.IsFailing(record);
        switch (check.OnFailure)
        {
            // Again with every failed probe: the first time may not have been written.
            case HealthCheckFailure.Stop when isFailing && record.Error is not null:
                Context.Parent.Tell(new ReplicaProtocol.MustStop(_id, FailureOf(record)));
                break;
            case HealthCheckFailure.Alert when isFailing != wasFailing:
                Context.Parent.Tell(new ReplicaProtocol.Alerted(_id, isFailing ? FailureOf(record) : null));
                break;
        }
    }

    private static ReplicaFailure FailureOf(CheckRecord record) => new(
        FailureKind.Unhealthy, $"unhealthy after {record.Probes.Failures} failed probes: {record.Error}");

    private void ShowFigures()
    {
        var worst = HealthChecks.Worst(_checks.Where(c => c.LastCheck is not null)) ?? CheckRecord.None;
        (_consecutiveFailures, _responseTimeMs, _lastError) = (worst.ConsecutiveFailures, worst.ResponseTimeMs, worst.Error);
        // The newest of any: figures whose time went back would be taken for old ones.
        _lastCheck = _checks.Max(c => c.LastCheck);
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
        ProbeWith([]);
        AnswerCheckers(null);
    }

    private static (string, int) TimerOf(int check) => ("probe", check);
}
