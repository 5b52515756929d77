using System.Collections.Immutable;
using Orchestry.Actors.Kernel;
using Orchestry.Core.Apps;
using Orchestry.Core.Journal;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Replicas;
using Orchestry.Core.Rollout;

namespace Orchestry.Actors.Apps;

internal sealed partial class ApplicationSupervisor
{
    private static readonly TimeSpan JournalPause = TimeSpan.FromSeconds(1);

    // Enough for any outage worth remembering in detail; beyond it the oldest go, and the journal says how many.
    private const int OutboxLimit = 1000;

    private readonly List<PendingRequest> _requests = [];
    private readonly List<EventRecord> _outbox = [];
    private int _outboxLost;
    private ReplicaPlan? _plan;
    private Commit? _commit;

    /// <summary>A request that waits to be decided on the newest record.</summary>
    private sealed record PendingRequest(Func<AppRecord?, Decision> Decide, Action<AppRecord, long> Granted, Action<Refusal> Refused);

    /// <summary>What became of a request.</summary>
    /// <param name="Request">The request.</param>
    /// <param name="Change">Its last change, or the last one before it, of the transaction's; -1: there is none.</param>
    /// <param name="Refusal">Null: it was granted.</param>
    private sealed record Decided(PendingRequest Request, int Change, Refusal? Refusal)
    {
        public void Answer(AppRecord record, long revision)
        {
            if (Refusal is { } refusal)
            {
                Request.Refused(refusal);
            }
            else
            {
                Request.Granted(record, revision);
            }
        }
    }

    /// <summary>The one transaction that is under way.</summary>
    private sealed record Commit(AppRecord Record, ImmutableArray<ObservedReplica> Observed, int Events, int Changes, List<Decided> Decided);

    private void UnderstandsJournal()
    {
        Receive<AppProtocol.Committed>(committed => OnCommitted(committed.FirstRevision));
        Receive<AppProtocol.CommitFailed>(OnCommitFailed);
    }

    private void Ask<T>(Func<AppRecord?, Decision> decide, Action<AppRecord, long, Action<Outcome<T>>> granted)
    {
        var client = Sender;
        void Reply(Outcome<T> outcome) => client.Tell(outcome);
        _requests.Add(new PendingRequest(decide, (record, revision) => granted(record, revision, Reply), refusal => Reply(refusal)));
        Pump();
    }

    private void Tell(EventRecord happened)
    {
        _outbox.Add(happened);
        if (_outbox.Count > OutboxLimit)
        {
            _outbox.RemoveAt(_commit is null ? 0 : _commit.Events);
            _outboxLost++;
        }
    }

    /// <summary>
    /// Commits everything that waits, requests, plan and events together, unless a commit is under way: what arrives meanwhile shares the
    /// next one. Requests are decided here, one after the other, each on the record as the one before it left it.
    /// </summary>
    private void Pump()
    {
        if (_commit is not null)
        {
            return;
        }

        // Once the record is about to be deleted nothing may be written after it.
        if (_isFinishingRemoval)
        {
            AnswerDuringRemoval();
            return;
        }

        if (_outboxLost > 0)
        {
            _log.EventsLost(_name.Value, _outboxLost);
            _outboxLost = 0;
        }

        var changes = _outbox.Select(e => new Change(e)).ToList();
        var events = changes.Count;
        var record = _record;
        if (_plan is { } plan && record is not null)
        {
            record = plan.ApplyTo(record);
            _plan = null;
            // That something is gone has been told by the event of its removal, which is in this same transaction.
            if (!plan.Start.IsEmpty || changes.Count == 0)
            {
                changes.Add(new Change(ReplicaEvents.Planned(record.Name, plan, _ports.Now)));
            }
        }

        var decided = new List<Decided>();
        foreach (var request in _requests)
        {
            var decision = request.Decide(record);
            if (decision.Refusal is null)
            {
                record = decision.Record;
                changes.AddRange(decision.Events.Select(e => new Change(e)));
            }
            else if (ReferenceEquals(record, _record))
            {
                request.Refused(decision.Refusal);
                continue;
            }

            // Also a refusal, if it rests on what is not written yet: should that fail, it would have been wrong.
            decided.Add(new Decided(request, changes.Count - 1, decision.Refusal));
        }

        _requests.Clear();
        if (record is null)
        {
            // Everything was refused and nothing was ever stored: there is no application.
            Become(Over);
            Context.Parent.Tell(new AppProtocol.Over(_name));
            return;
        }

        var rebound = Rebound(record, isAsked: record.CurrentSpec != _record?.CurrentSpec || record.Intent != _record.Intent);
        record = rebound.Record!;
        changes.AddRange(rebound.Events.Select(e => new Change(e)));
        if (changes.Count == 0)
        {
            foreach (var answer in decided)
            {
                answer.Answer(record, _revision);
            }

            if (decided.Count > 0)
            {
                Reconcile();
            }

            return;
        }

        record = RolloutJudge.Progressed(record, States(), _ports.Now);
        var observed = Observed();
        changes[^1] = changes[^1] with { Mutation = new Mutation.Put(Key, AppRecordJson.Write(record), AppRecordJson.Write(observed)) };
        _commit = new Commit(record, observed, events, changes.Count, decided);
        // Its revision is known when it is written.
        var (model, picture) = (_ports.ReadModel, Picture(record, observed, revision: 0));
        _ = _ports.Journal.AppendAsync(changes, first => model.Publish(picture with { Revision = first + changes.Count - 1 }), Life).PipeTo(
            Self,
            success: first => new AppProtocol.Committed(first),
            failure: error => new AppProtocol.CommitFailed(
                new Refusal(error is TermPassedException ? RefusalKind.NotLeader : RefusalKind.DatabaseFailed, error.Message)
                {
                    IsOutcomeUnknown = error is OutcomeUnknownException or not StoreException,
                }));
    }

    private ResourceKey Key => new(AppRecordJson.Kind, ResourceKey.DefaultNamespace, _name.Value);

    private void OnCommitted(long first)
    {
        var commit = _commit!;
        _commit = null;
        var (before, revisionBefore) = (_record, _revision);
        (_record, _observed, _isUnwritten) = (commit.Record, commit.Observed, false);
        _revision = first + commit.Changes - 1;
        _outbox.RemoveRange(0, commit.Events);
        Follow(before, _record);
        // Shown already, as it was when it was sent; figures may have come since.
        Publish();
        foreach (var answer in commit.Decided)
        {
            // What was so already, before anything of this transaction, was so at the revision before it: a later request in it may have changed that.
            answer.Answer(_record, answer.Change < 0 ? revisionBefore : first + answer.Change);
        }

        Reconcile();
        if (_requests.Count > 0 || _outbox.Count > 0)
        {
            Pump();
        }
    }

    private void OnCommitFailed(AppProtocol.CommitFailed failed)
    {
        var commit = _commit!;
        _commit = null;
        _log.CommitFailed(_name.Value, failed.Refusal.Details);
        foreach (var answer in commit.Decided)
        {
            answer.Request.Refused(failed.Refusal);
        }

        if (_record is null)
        {
            Pump();
            return;
        }

        PublishUnwritten();
        AnswerWaiters(ConvergenceOf(_record));
        // The requests are answered; what the engine did, and what must be done next, is tried again until it is written.
        Timers.StartSingleTimer("journal", new AppProtocol.Reconcile(), JournalPause);
    }

    /// <summary>Brings the children in line with a record that has just been committed.</summary>
    private void Follow(AppRecord? before, AppRecord after)
    {
        foreach (var gone in _entries.Keys.Except(after.Attempts.Select(a => a.Attempt)).ToArray())
        {
            Context.Stop(_entries[gone].Actor);
            _entries.Remove(gone);
        }

        foreach (var attempt in after.Attempts.Where(a => !_entries.ContainsKey(a.Attempt)))
        {
            Spawn(attempt, AppPicture.ReplicaOf(_name, after, attempt, null, null, SpecOf), null, mayExist: false);
        }

        _specs.KeepOnly(after);
        CountChanges(before ?? after, after);

        if (before is not null)
        {
            Apply(before, after);
        }
    }
}
