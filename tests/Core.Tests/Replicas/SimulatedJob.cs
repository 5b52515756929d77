using Orchestry.Core.Apps;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Replicas;
using Orchestry.Testing.Apps;

namespace Orchestry.Core.Tests.Replicas;

/// <summary>A job in a tiny world of its own, in which every run is counted: what never runs twice must not do so here.</summary>
internal sealed class SimulatedJob
{
    private static readonly ReplicaFailure Lost = new(FailureKind.Vanished, JobOutcome.Lost);
    private static readonly ReplicaFailure Refused = new(FailureKind.CannotStart, "no such file");

    private readonly Dictionary<int, SimulatedAttempt> _attempts = [];
    private readonly Dictionary<(int Revision, int Asked), int> _begun = [];
    private RegisteredApp _asked = Registered.App().AsJob();
    private AppRecord _record;
    private ReplicaPlan? _uncommitted;
    private DateTimeOffset _now = RegisteredApp.Epoch;
    private int _images;

    public SimulatedJob() => _record = AppDecisions.Start(_asked.Record, _asked.Spec.Scaling, Request, _now, _asked.Spec).Record!;

    private static StartRequest Request => new(null, Wait: false, TimeSpan.Zero);

    private static RunPolicy Policy => new(IsJob: true, IsExclusive: true);

    private IReadOnlyDictionary<int, AttemptState> Observed => _attempts.ToDictionary(a => a.Key, a => a.Value.State(_now));

    /// <summary>One of the things that happen to a job.</summary>
    public void Happen(int what)
    {
        var attempt = _attempts.Values.OrderBy(a => a.Number).ElementAtOrDefault(what / 16 % Math.Max(1, _attempts.Count));
        switch (what % 16)
        {
            case < 4 when attempt is not null:
                Advance(attempt);
                break;
            case 4 when attempt is { Phase: ReplicaPhase.Waiting or ReplicaPhase.Creating }:
                attempt.Fail(ReplicaPhase.Exited, Refused, _now);
                break;
            case 5 or 6 when attempt is { Phase: ReplicaPhase.Starting or ReplicaPhase.Ready }:
                attempt.Fail(ReplicaPhase.Exited, new ReplicaFailure(FailureKind.Crashed, "exited", what % 16 == 5 ? 0 : 1), _now);
                break;
            case 7 when attempt is { Phase: ReplicaPhase.Starting or ReplicaPhase.Ready }:
                attempt.Fail(ReplicaPhase.Exited, Lost, _now);
                break;
            case 8 when _uncommitted is null:
                Respec();
                break;
            case 9 when _uncommitted is null:
                _record = AppDecisions.Start(
                    _record, _asked.Spec.Scaling, Request, _now, _asked.Spec, JobOutcome.Of(_record, Observed)).Record ?? _record;
                break;
            case 10 when _uncommitted is null:
                _record = AppDecisions.Stop(_record, new StopRequest(Force: false, TimeSpan.FromSeconds(1)), _now).Record ?? _record;
                break;
            case 11:
                _now += TimeSpan.FromSeconds(40);
                break;
            default:
                Reconcile();
                break;
        }
    }

    /// <summary>Whether it has ended, or is stopped, once nothing goes wrong any more.</summary>
    public bool Settles()
    {
        for (var round = 0; round < 50; round++)
        {
            _now += RestartPolicy.CrashLoopPause;
            foreach (var attempt in _attempts.Values)
            {
                if (attempt.Phase == ReplicaPhase.Ready)
                {
                    attempt.Fail(ReplicaPhase.Exited, new ReplicaFailure(FailureKind.Crashed, "exited", 0), _now);
                }
                else
                {
                    Advance(attempt);
                }
            }

            Reconcile();
            var isOver = _record.Desired == 0 ? _record.Attempts.IsEmpty : JobOutcome.Of(_record, Observed) is not null;
            if (_uncommitted is null && Plan().IsEmpty && isOver)
            {
                return true;
            }
        }

        Assert.Fail($"It does not settle: {string.Join("; ", _record.Attempts.Select(a => $"{a} {Observed[a.Attempt]}"))}; {_record.Intent}, {_record.CurrentSpec.Revision}, from {_record.FirstOfRun}");
        return false;
    }

    private void Advance(SimulatedAttempt attempt)
    {
        var wasCreating = attempt.Phase == ReplicaPhase.Creating;
        attempt.Advance(_now);
        if (!wasCreating || attempt.Phase != ReplicaPhase.Starting)
        {
            return;
        }

        var made = _record.Attempts.Single(a => a.Attempt == attempt.Number);
        Assert.DoesNotContain(_attempts.Values, a => a != attempt && a.Phase is ReplicaPhase.Starting or ReplicaPhase.Ready && a.Number != attempt.Number);
        // Somebody who asks for another run gets one of their own; without being asked there is one for each revision.
        var run = (made.SpecRevision, made.Attempt >= _record.FirstOfRun ? _record.FirstOfRun : -1);
        Assert.True(_begun.TryAdd(run, attempt.Number) || run.Item2 == -1, $"run {run} was begun by {_begun[run]} and again by {attempt.Number}");
    }

    private void Respec()
    {
        var before = _asked.Spec;
        _asked = _asked.WithImage($"job:{++_images}");
        _record = AppDecisions.Change(_record, before, _asked.Spec, _asked.Document, _now).Record ?? _record;
        Assert.Null(_record.Rollout);
    }

    private ReplicaPlan Plan() => ReplicaPlanner.Plan(_record, Observed, "local", _now, () => 0.5, Policy);

    private void Reconcile()
    {
        if (_uncommitted is { } committed)
        {
            _uncommitted = null;
            _record = committed.ApplyTo(_record);
            foreach (var forgotten in committed.Forget)
            {
                _attempts.Remove(forgotten);
            }

            foreach (var started in committed.Start)
            {
                _attempts.Add(started.Attempt, new SimulatedAttempt(started));
            }
        }

        var plan = Plan();
        Assert.True(plan.Start.Length <= 1, "a job is one container");
        foreach (var attempt in plan.Retire)
        {
            _attempts[attempt].Leave();
        }

        foreach (var attempt in plan.Clear)
        {
            _attempts[attempt].Clear();
        }

        _uncommitted = plan.ChangesRecord ? plan : null;
    }
}
