using Orchestry.Actors.Replicas;
using Orchestry.Core.Apps;
using Orchestry.Core.Rollout;

namespace Orchestry.Actors.Apps;

internal sealed partial class ApplicationSupervisor
{
    private ChangeTally? _rolloutTally;
    private ScaleIn? _scaleIn;

    /// <summary>Replicas that are on their way out because fewer are wanted.</summary>
    private sealed record ScaleIn(int From, DateTimeOffset StartedAt, ChangeTally Tally);

    private void UnderstandsRollouts() => Receive<ReplicaProtocol.Drained>(drained =>
    {
        _rolloutTally?.Add(drained.Report);
        _scaleIn?.Tally.Add(drained.Report);
    });

    /// <summary>Begins to count for a rollout or scale-in that has just been committed, or taken over.</summary>
    private void CountChanges(AppRecord? before, AppRecord after)
    {
        if (after.Rollout is null)
        {
            _rolloutTally = null;
        }
        else if (_rolloutTally is null || after.Rollout.To != before?.Rollout?.To)
        {
            _rolloutTally = NewTally();
        }

        // A new leader goes by the slots that are still on their way out.
        var desiredBefore = before?.Desired ?? after.Attempts.Select(a => a.Slot).DefaultIfEmpty(0).Max();
        if (after.Intent != AppIntent.Running || after.Desired > desiredBefore)
        {
            _scaleIn = null;
        }
        else if (after.Desired < desiredBefore)
        {
            _scaleIn = new ScaleIn(_scaleIn?.From ?? desiredBefore, _scaleIn?.StartedAt ?? _ports.Now, _scaleIn?.Tally ?? NewTally());
        }
    }

    private ChangeTally NewTally() => new(_ports.Totals.Of(_name), _ports.Now);

    /// <summary>Nothing is left to decide about replicas: what does that mean for the rollout, and for the scale-in, that is under way?</summary>
    private void JudgeChanges()
    {
        var record = _record!;
        if (_scaleIn is { } scaleIn && record.Attempts.All(a => a.Slot <= record.Desired))
        {
            _scaleIn = null;
            Tell(RolloutEvents.ScaledIn(record, scaleIn.From, scaleIn.StartedAt, scaleIn.Tally.Read(_ports.Totals.Of(_name)), _ports.Now));
            Pump();
            return;
        }

        JudgeRollout(record);
    }

    private void JudgeRollout(AppRecord record)
    {
        var deadline = SpecOf(record.CurrentSpec).Rollout.Deadline;
        switch (RolloutJudge.Judge(record, States(), deadline, _ports.Now, PolicyOfRuns(record)))
        {
            case RolloutVerdict.Completed completed:
                var tally = (_rolloutTally ?? NewTally()).Read(_ports.Totals.Of(_name));
                Decide(now => AppDecisions.Complete(now, completed, tally, _ports.Now));
                break;
            // With the engine away it is not the specification's fault.
            case RolloutVerdict.GiveUp giveUp when _ports.Host.Fault is null:
                Decide(now => AppDecisions.RollBack(now, giveUp, SpecOf, _ports.Now));
                break;
            case RolloutVerdict.Stall stall when _ports.Host.Fault is null:
                Decide(now => AppDecisions.Stall(now, stall, _ports.Now));
                break;
            default:
                LookAgainAtRollout(record, deadline);
                break;
        }
    }

    private void LookAgainAtRollout(AppRecord record, TimeSpan deadline)
    {
        if (RolloutJudge.NextLook(record, deadline) is { } at && at > _ports.Now)
        {
            Timers.StartSingleTimer("rollout", new AppProtocol.Reconcile(), at - _ports.Now);
        }
    }

    /// <summary>A decision of our own, made durable the same way as a client's.</summary>
    private void Decide(Func<AppRecord, Decision> decide)
    {
        _requests.Add(new PendingRequest(record => decide(record!), (_, _) => { }, refusal => _log.OwnDecisionRefused(_name.Value, refusal.Details)));
        Pump();
    }
}
