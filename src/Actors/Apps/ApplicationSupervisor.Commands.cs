using Orchestry.Actors.Kernel;
using Orchestry.Actors.Replicas;
using Orchestry.Core.Apps;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Replicas;
using Orchestry.Core.Scaling;

namespace Orchestry.Actors.Apps;

internal sealed partial class ApplicationSupervisor
{
    // Set while an accepted change of the number of replicas still has containers to make or to stop.
    private bool _isScaling;

    private void UnderstandsCommands()
    {
        Receive<AppProtocol.Register>(OnRegister);
        Receive<AppProtocol.Deploy>(OnDeploy);
        Receive<AppProtocol.Start>(OnStart);
        Receive<AppProtocol.Scale>(OnScale);
        Receive<AppProtocol.SetPolicy>(OnSetPolicy);
        Receive<AppProtocol.AutoScale>(OnAutoScale);
        Receive<AppProtocol.Stop>(OnStop);
        Receive<AppProtocol.Remove>(OnRemove);
        Receive<AppProtocol.BeginRemoval>(OnBeginRemoval);
        Receive<AppProtocol.GetReplicas>(_ => Sender.Tell((Outcome<AppProtocol.Replicas>)new AppProtocol.Replicas(
            [.. _entries.Values.Where(e => e.Snapshot.IsRunning && !e.IsLeaving).Select(e => e.Actor)])));
    }

    private void OnRegister(AppProtocol.Register register)
    {
        var (spec, document) = (register.Spec, register.Document);
        var isNew = false;
        Ask<AppRegistered>(
            record =>
            {
                isNew = record is null;
                return record is null
                    ? Allowed(AppDecisions.Create(_name, spec, document, _ports.Now), spec)
                    : Allowed(AppDecisions.Change(record, SpecOf(record.CurrentSpec), spec, document, _ports.Now), spec);
            },
            (_, revision, reply) =>
            {
                EnsureNamespace(spec.Namespace);
                reply(new AppRegistered(_name, isNew, revision));
            });
    }

    private void OnDeploy(AppProtocol.Deploy deploy)
    {
        var (spec, document, request) = (deploy.Spec, deploy.Document, deploy.Request);
        var (isNew, isChanged) = (false, false);
        Ask<AppDeployed>(
            record =>
            {
                var before = record is null ? null : SpecOf(record.CurrentSpec);
                // A newer number of replicas may overtake one that is being carried out: who deploys says how it is to be in the end.
                var decision = AppDecisions.Deploy(
                    _name, record, before, spec, document, request, _ports.Now, record is null ? null : JobOf(record));
                (isNew, isChanged) = (record is null, !decision.Events.IsDefaultOrEmpty);
                return isChanged ? Allowed(decision, spec) : decision;
            },
            (_, revision, reply) =>
            {
                EnsureNamespace(spec.Namespace);
                reply(new AppDeployed(_name, isNew, isChanged, revision));
            });
    }

    private void OnStart(AppProtocol.Start start) => Ask<AppStarted>(
        record => record is null
            ? Unknown()
            : Scaled(record, AppDecisions.Start(
                record, PolicyOf(record), start.Request, _ports.Now, SpecOf(record.CurrentSpec), JobOf(record))),
        (record, revision, reply) => WhenConverged(
            start.Request.Wait, start.Request.Timeout, record.Replicas, refusal => reply(refusal), () => reply(new AppStarted(record.Replicas, RevisionToShow(start.Request.Wait, revision)))));

    private void OnScale(AppProtocol.Scale scale)
    {
        var startedAt = _ports.Clock.GetTimestamp();
        var previous = 0;
        Ask<AppScaled>(
            record =>
            {
                previous = record?.Replicas ?? 0;
                return record is null
                    ? Unknown()
                    : Scaled(record, AppDecisions.Scale(record, PolicyOf(record), scale.Request, _ports.Now, SpecOf(record.CurrentSpec)));
            },
            (record, revision, reply) => WhenConverged(
                scale.Request.Wait, scale.Request.Timeout, record.Replicas, refusal => reply(refusal),
                () => reply(new AppScaled(previous, record.Replicas, _ports.Clock.GetElapsedTime(startedAt), RevisionToShow(scale.Request.Wait, revision)))));
    }

    private void OnStop(AppProtocol.Stop stop) => Ask<AppStopped>(
        record => record is null ? Unknown() : AppDecisions.Stop(record, stop.Request, _ports.Now),
        (_, revision, reply) => WhenEmpty(stop.Request.Grace, refusal => reply(refusal), () => reply(new AppStopped(revision))));

    private void OnRemove(AppProtocol.Remove remove) => Ask<AppRemoved>(
        record => record is null ? Unknown() : AppDecisions.Remove(record, remove.Request, _ports.Options.StopGrace, _ports.Now),
        (_, _, reply) => WhenRemoved(refusal => reply(refusal), (containers, volumes, revision) =>
            reply(new AppRemoved(containers, volumes, revision))));

    private void OnBeginRemoval(AppProtocol.BeginRemoval begin) => Ask<RemovalBegun>(
        record => record is null ? Unknown() : AppDecisions.Remove(record, begin.Request, _ports.Options.StopGrace, _ports.Now),
        (_, revision, reply) => reply(new RemovalBegun(revision)));

    private JobOutcome? JobOf(AppRecord record) => PolicyOfRuns(record).IsJob ? JobOutcome.Of(record, States()) : null;

    /// <summary>Whoever has waited reads, by the revision of the answer, what was waited for and not the wish alone: on every node.</summary>
    private long RevisionToShow(bool hasWaited, long ofTheWish) => hasWaited ? _revision : ofTheWish;

    private Decision Unknown() => Decision.No(Refusal.NotFound(_name.Value));

    /// <summary>A decision about the number of replicas: refused while an earlier one is still being carried out, or without room for it.</summary>
    private Decision Scaled(AppRecord record, Decision decision)
    {
        if (decision.Record is not { } scaled)
        {
            return decision;
        }

        if (_isScaling && scaled.Desired != record.Desired && record.Intent == AppIntent.Running)
        {
            return Decision.No(new Refusal(
                RefusalKind.ScalingInProgress,
                $"'{_name}' is still being scaled to {record.Replicas}: {Describe(ConvergenceOf(record))}"));
        }

        return scaled.Desired > record.Desired ? Allowed(decision, SpecOf(record.CurrentSpec)) : decision;
    }

    private Decision Allowed(Decision decision, AppSpec spec)
    {
        if (decision.Record is not { } record)
        {
            return decision;
        }

        var apps = _ports.ReadModel.Apps;
        var refusal = CapacityJudge.Judge(spec, record.Desired, apps, _ports.Host.Info) ?? HostPorts.Judge(_name, spec, apps);
        return refusal is null ? decision : Decision.No(refusal);
    }

    private static string Describe(Convergence convergence) => convergence.Missing.Length switch
    {
        0 => "its last containers are going",
        <= 5 => string.Join("; ", convergence.Missing),
        var many => $"{string.Join("; ", convergence.Missing.Take(5))}; and {many - 5} more",
    };

    /// <summary>Carries out what a granted request changes besides the record, once it is committed.</summary>
    private void Apply(AppRecord before, AppRecord after)
    {
        _isScaling = after.Intent == AppIntent.Running && (_isScaling || after.Desired != before.Desired);
        if (after.CurrentSpec.Revision != before.CurrentSpec.Revision)
        {
            foreach (var attempt in after.Attempts.Where(a => a.SpecRevision == after.CurrentSpec.Revision))
            {
                if (_entries.TryGetValue(attempt.Attempt, out var entry))
                {
                    entry.Actor.Tell(new ReplicaProtocol.UseSpec(SpecOf(after.CurrentSpec), attempt));
                }
            }
        }

        foreach (var attempt in after.Attempts.Where(a => a.Restarts == 0 && before.Attempts.Any(b => b.Attempt == a.Attempt && b.Restarts > 0)))
        {
            if (_entries.TryGetValue(attempt.Attempt, out var entry))
            {
                entry.Actor.Tell(new ReplicaProtocol.Hurry(attempt));
            }
        }
    }
}
