using System.Globalization;
using Orchestry.Actors.Kernel;
using Orchestry.Actors.Replicas;
using Orchestry.Core.Apps;
using Orchestry.Core.Engine;
using Orchestry.Core.Replicas;

namespace Orchestry.Actors.Apps;

internal sealed partial class ApplicationSupervisor
{
    private int _containersRemoved;

    private void UnderstandsReplicas()
    {
        Receive<ReplicaProtocol.Changed>(OnReplicaChanged);
        Receive<ReplicaProtocol.MustStop>(stop => Decide(
            record => AppDecisions.StopUnhealthy(record, stop.Replica.Attempt, stop.Cause, _ports.Options.StopGrace, _ports.Now)));
        Receive<ReplicaProtocol.Alerted>(alerted =>
        {
            Tell(ReplicaEvents.Alerted(alerted.Replica, alerted.Cause, _ports.Now));
            Pump();
        });
        Receive<AppProtocol.EngineTold>(told =>
        {
            if (_entries.TryGetValue(told.Attempt, out var entry))
            {
                entry.Actor.Tell(told.Message);
            }
        });
        Receive<AppProtocol.Listed>(OnListed);
        Receive<AppProtocol.Reconcile>(_ =>
        {
            Reconcile();
            Pump();
        });
    }

    private void Spawn(ReplicaRecord attempt, ReplicaSnapshot last, ReplicaFailure? failure, bool mayExist)
    {
        var record = _record!;
        var isWanted = attempt.Slot <= record.Desired && record.Current(attempt.Slot) == attempt;
        var spec = record.SpecOf(attempt);
        var seed = new ReplicaSeed(last.Id, attempt, SpecOf(spec), record.Desired, mayExist, last, isWanted) { Bindings = spec.Bindings };
        var actor = Context.ActorOf(
            Props.Create(() => new ReplicaActor(seed, _ports, _images)),
            string.Create(CultureInfo.InvariantCulture, $"{attempt.Slot}-{attempt.Attempt}"));
        _entries[attempt.Attempt] = new ReplicaEntry(actor, last, isTakenOver: mayExist, failure);
    }

    private void OnReplicaChanged(ReplicaProtocol.Changed changed)
    {
        if (!_entries.TryGetValue(changed.Snapshot.Id.Attempt, out var entry))
        {
            return;
        }

        var (before, state, reading) = (entry.Snapshot, entry.State, entry.Reading);
        entry.Told(changed.Snapshot, changed.ReadyFor, changed.Failure, changed.IsTransition);
        if (changed.IsTransition && ReplicaEvents.Of(changed.Snapshot, before, changed.Failure, changed.IsAdopted, changed.IsJob, _ports.Now) is { } happened)
        {
            Tell(happened);
            _containersRemoved += changed.Snapshot.Phase == ReplicaPhase.Gone && _record?.Intent == AppIntent.Removing ? 1 : 0;
        }

        if (entry.Reading != reading)
        {
            Publish();
            ShareReadings();
        }

        // A first sign of life after a change of leader may be all that a decision waits for.
        if (changed.IsTransition || (entry.State.Phase, entry.State.MayServe) != (state.Phase, state.MayServe))
        {
            Reconcile();
            Pump();
        }
    }

    /// <summary>
    /// Takes the next steps. What stops containers is done at once: a stop that is repeated does no harm. What starts them is committed first,
    /// so that whoever leads next knows of every container there may be.
    /// </summary>
    private void Reconcile()
    {
        if (_commit is not null || _record is not { } record)
        {
            return;
        }

        var plan = ReplicaPlanner.Plan(record, States(), _ports.Engine.Name.Value, _ports.Now, _ports.Jitter, PolicyOfRuns(record));
        var wayOut = WayOut(record);
        foreach (var attempt in plan.Retire)
        {
            Retire(_entries[attempt], wayOut);
        }

        if (wayOut.Force)
        {
            foreach (var slow in _entries.Values.Where(e => e.IsLeaving && !e.IsForced))
            {
                Retire(slow, wayOut);
            }
        }

        foreach (var entry in plan.Clear.Select(attempt => _entries[attempt]).Where(e => !e.IsClearing))
        {
            entry.IsClearing = true;
            entry.Actor.Tell(new ReplicaProtocol.Clear());
        }

        if (plan.ChangesRecord)
        {
            _plan = plan;
            Pump();
            return;
        }

        if (IsToBeRebound(record))
        {
            Pump();
            return;
        }

        Settle();
    }

    private ReplicaProtocol.Retire WayOut(AppRecord record)
    {
        var drain = SpecOf(record.CurrentSpec).Drain;
        if (record.Intent == AppIntent.Running)
        {
            return new ReplicaProtocol.Retire(drain, _ports.Options.StopGrace, Force: false);
        }

        // Who asked for the end of all of it has said how long they wait.
        var grace = TimeSpan.FromSeconds(record.StopGraceSeconds);
        return new ReplicaProtocol.Retire(drain < grace ? drain : grace, grace, record.Force);
    }

    private static void Retire(ReplicaEntry entry, ReplicaProtocol.Retire wayOut)
    {
        entry.Leaves(wayOut.Force);
        entry.Actor.Tell(wayOut);
    }

    /// <summary>Nothing is left to decide for now: whoever waits may have what they wait for.</summary>
    private void Settle()
    {
        var convergence = ConvergenceOf(_record!);
        _isScaling &= !convergence.IsSettled;
        var isOver = _record!.Intent == AppIntent.Removing && _record.Attempts.IsEmpty;
        // Whoever is answered must find it in the reads: what is not committed yet is shown, and answered, when it is. After the last of a
        // removal there is no such moment any more, and nothing left to be shown either.
        if (_outbox.Count == 0 || isOver)
        {
            AnswerWaiters(convergence);
        }

        if (isOver)
        {
            FinishRemoval();
        }
        else
        {
            JudgeChanges();
        }
    }

    private void OnListed(AppProtocol.Listed listed)
    {
        // Only a committed record tells what is claimed; the next list comes soon enough.
        if (_commit is not null || _record is null)
        {
            return;
        }

        var byAttempt = new Dictionary<int, ContainerSnapshot>();
        foreach (var container in listed.Containers)
        {
            if (int.TryParse(container.Labels.GetValueOrDefault(ContainerLabels.Attempt), CultureInfo.InvariantCulture, out var attempt)
                && _entries.TryGetValue(attempt, out var entry)
                && container.Name == ContainerBlueprint.ContainerName(_ports.Options.ClusterName, entry.Snapshot.Id))
            {
                byAttempt[attempt] = container;
            }
            else
            {
                RemoveOrphan(container);
            }
        }

        foreach (var (attempt, claimed) in _entries)
        {
            claimed.Actor.Tell(new ReplicaProtocol.ContainerListed(byAttempt.GetValueOrDefault(attempt), listed.AskedAt));
        }

        Pump();
    }

    private void RemoveOrphan(ContainerSnapshot container)
    {
        _log.RemovingOrphan(_name.Value, container.Name);
        Tell(ReplicaEvents.OrphanRemoved(_name.Value, container.Name, _ports.Now));
        _ = Orphans.RemoveAsync(_ports.Engine, container, _log, Life);
    }
}
