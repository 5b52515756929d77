using Orchestry.Core.Apps;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Replicas;
using Orchestry.Testing.Apps;

namespace Orchestry.Core.Tests.Replicas;

/// <summary>
/// One application in a tiny world of its own: attempts go through their phases, crash, fall ill and vanish, people ask for things, and
/// the planner's orders take effect late. Every plan is held against the rules that must always hold.
/// </summary>
internal sealed class SimulatedApp
{
    private const int MostReplicas = 5;
    private static readonly ReplicaFailure Crash = new(FailureKind.Crashed, "exited with code 1", 1);
    private static readonly ReplicaFailure Ill = new(FailureKind.Unhealthy, "unhealthy after 3 failed probes: refused");
    private static readonly ReplicaFailure Lost = new(FailureKind.Vanished, "its container disappeared");
    private static readonly ReplicaFailure Refused = new(FailureKind.CannotStart, "no such file");

    private readonly Random _random;
    private readonly Dictionary<int, SimulatedAttempt> _attempts = [];
    private readonly HashSet<int> _numbersUsed = [];
    private readonly HashSet<int> _brokenRevisions = [];
    private RegisteredApp _asked = Registered.App().WithManualScaling();
    private ReplicaPlan? _uncommitted;

    public SimulatedApp(int seed)
    {
        _random = new Random(seed);
        Record = _asked.Record;
    }

    public AppRecord Record { get; private set; }

    public DateTimeOffset Now { get; private set; } = RegisteredApp.Epoch;

    public IReadOnlyDictionary<int, AttemptState> Observed => _attempts.ToDictionary(a => a.Key, a => a.Value.State(Now));

    /// <summary>One thing happens: to a container, by a person's wish, or in the supervisor.</summary>
    public void Happen()
    {
        switch (_random.Next(20))
        {
            case 0:
                AskForSomething();
                break;
            case < 3:
                Misfortune();
                break;
            case < 11:
                Progress();
                break;
            case < 14:
                Now += TimeSpan.FromSeconds(_random.Next(1, 40));
                break;
            default:
                Reconcile();
                break;
        }
    }

    /// <summary>From now on nothing fails and nobody asks for anything; true when everything wanted is there within a bounded time.</summary>
    public bool ComesToRest()
    {
        _brokenRevisions.Clear();
        for (var round = 0; round < 40 * (MostReplicas + 1); round++)
        {
            Now += RestartPolicy.CrashLoopPause;
            foreach (var attempt in _attempts.Values)
            {
                attempt.Advance(Now);
            }

            Reconcile();
            if (_uncommitted is null && Plan().IsEmpty && Convergence.Of(Record, Observed).IsReached)
            {
                return Record.Attempts.Length == Record.Desired;
            }
        }

        return false;
    }

    private void AskForSomething()
    {
        if (_uncommitted is not null)
        {
            return;
        }

        var policy = _asked.Spec.Scaling;
        var wait = new StartRequest(_random.Next(1, MostReplicas + 1), Wait: false, TimeSpan.Zero);
        var decision = _random.Next(8) switch
        {
            0 => AppDecisions.Stop(Record, new StopRequest(Force: false, TimeSpan.FromSeconds(10)), Now),
            1 or 2 => AppDecisions.Start(Record, policy, wait, Now),
            3 or 4 => AppDecisions.Scale(Record, policy, new ScaleRequest(wait.Replicas!.Value, Wait: false, TimeSpan.Zero), Now),
            _ => ChangeSpec(),
        };
        Record = decision.Record ?? Record;
    }

    private Decision ChangeSpec()
    {
        var before = _asked.Spec;
        _asked = _random.Next(4) == 0
            ? _asked.WithHealthPath($"/{_random.Next(1000)}")
            : _asked.WithImage($"web:{_random.Next(1000)}");
        var decision = AppDecisions.Change(Record, before, _asked.Spec, _asked.Document, Now);
        if (_random.Next(3) == 0 && decision.Record is { } changed)
        {
            _brokenRevisions.Add(changed.CurrentSpec.Revision);
        }

        return decision;
    }

    private void Misfortune()
    {
        if (Any() is not { } attempt)
        {
            return;
        }

        switch (attempt.Phase, _random.Next(3))
        {
            case (ReplicaPhase.Pulling or ReplicaPhase.Creating, _):
                attempt.Fail(ReplicaPhase.Exited, Refused, Now);
                break;
            case (ReplicaPhase.Starting or ReplicaPhase.Ready or ReplicaPhase.Unready, 0):
                attempt.Fail(ReplicaPhase.Exited, Crash, Now);
                break;
            case (ReplicaPhase.Starting or ReplicaPhase.Ready, 1):
                attempt.Fail(ReplicaPhase.Unready, Ill, Now);
                break;
            case (ReplicaPhase.Starting or ReplicaPhase.Ready or ReplicaPhase.Exited, 2):
                attempt.Fail(ReplicaPhase.Gone, Lost, Now);
                break;
        }
    }

    private void Progress()
    {
        if (Any() is not { } attempt)
        {
            return;
        }

        if (attempt.Phase == ReplicaPhase.Starting && _brokenRevisions.Contains(Record.Attempts.Single(a => a.Attempt == attempt.Number).SpecRevision))
        {
            attempt.Fail(ReplicaPhase.Exited, Crash, Now);
            return;
        }

        attempt.Advance(Now);
    }

    private SimulatedAttempt? Any() =>
        _attempts.Count == 0 ? null : _attempts.Values.OrderBy(a => a.Number).ElementAt(_random.Next(_attempts.Count));

    /// <summary>What the supervisor does: stops at once, starts when they are committed, which the world does not wait for.</summary>
    private void Reconcile()
    {
        if (_uncommitted is { } plan)
        {
            _uncommitted = null;
            Commit(plan);
        }

        var next = Carry(Plan());
        _uncommitted = next.ChangesRecord ? next : null;
        AssertAtMostOneSurplusContainerASlot();
    }

    private ReplicaPlan Plan()
    {
        var plan = ReplicaPlanner.Plan(Record, Observed, "local", Now, () => 0.5);
        PlanRules.Check(Record, Observed, Now, plan);
        var again = ReplicaPlanner.Plan(Record, Observed, "local", Now, () => 0.5);
        Assert.True(
            plan.Start.SequenceEqual(again.Start) && plan.Retire.SequenceEqual(again.Retire)
            && plan.Clear.SequenceEqual(again.Clear) && plan.Forget.SequenceEqual(again.Forget),
            "the same question got two answers");
        Assert.Empty(ReplicaPlanner.Plan(plan.ApplyTo(Record), Observed, "local", Now, () => 0.5).Start);
        return plan;
    }

    private ReplicaPlan Carry(ReplicaPlan plan)
    {
        foreach (var attempt in plan.Retire)
        {
            _attempts[attempt].Leave();
        }

        foreach (var attempt in plan.Clear)
        {
            _attempts[attempt].Clear();
        }

        return plan;
    }

    private void Commit(ReplicaPlan plan)
    {
        Record = plan.ApplyTo(Record);
        foreach (var forgotten in plan.Forget)
        {
            _attempts.Remove(forgotten);
        }

        foreach (var started in plan.Start)
        {
            Assert.True(_numbersUsed.Add(started.Attempt), $"attempt {started.Attempt} was given out twice");
            _attempts.Add(started.Attempt, new SimulatedAttempt(started));
        }
    }

    private void AssertAtMostOneSurplusContainerASlot()
    {
        var observed = Observed;
        foreach (var slot in Record.Attempts.Where(a => observed[a.Attempt].IsAlive).GroupBy(a => a.Slot))
        {
            Assert.True(slot.Count() <= 2, $"slot {slot.Key} has {slot.Count()} containers that are not leaving");
        }
    }
}
