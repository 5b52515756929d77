using Orchestry.Actors.Kernel;
using Orchestry.Core.Apps;
using Orchestry.Core.Engine;
using Orchestry.Core.Journal;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Replicas;

namespace Orchestry.Actors.Apps;

internal sealed partial class ApplicationSupervisor
{
    private readonly List<Action<int, int, long>> _removalClients = [];
    private bool _isFinishingRemoval;
    private int _volumesRemoved;

    private sealed record RemovalCommitted(long Revision);

    private sealed record RemovalFailed(string Error);

    private void UnderstandsRemoval()
    {
        Receive<AppProtocol.RemoveVolumesAgain>(_ =>
        {
            _isFinishingRemoval = false;
            Reconcile();
            Pump();
        });
        Receive<AppProtocol.VolumesRemoved>(OnVolumesRemoved);
        Receive<RemovalCommitted>(committed => OnRemoved(committed.Revision));
        Receive<RemovalFailed>(failed => TryRemovalAgain(failed.Error));
    }

    /// <summary>Nothing of it runs any more: its volumes go next, then its record.</summary>
    private void FinishRemoval()
    {
        if (_isFinishingRemoval)
        {
            return;
        }

        _isFinishingRemoval = true;
        _ = RemoveVolumesAsync(_record!.KeepData, SpecOf(_record.CurrentSpec), Life).PipeTo(
            Self,
            failure: error => new AppProtocol.VolumesRemoved(0, new EngineFault(EngineFaultKind.EngineFailure, error.Message)));
    }

    private async Task<AppProtocol.VolumesRemoved> RemoveVolumesAsync(bool keepData, AppSpec app, CancellationToken cancellationToken)
    {
        if (keepData)
        {
            return new AppProtocol.VolumesRemoved(0, null);
        }

        var labels = new Dictionary<string, string?>
        {
            [ContainerLabels.Cluster] = _ports.Options.ClusterName,
            [ContainerLabels.App] = app.Name.Value,
        };
        var volumes = await _ports.Engine.ListVolumesAsync(labels, cancellationToken);
        if (!volumes.TryGet(out var names, out var fault))
        {
            return new AppProtocol.VolumesRemoved(0, fault);
        }

        // The name tells of which namespace; the label of that is younger than some volumes.
        var prefix = ContainerBlueprint.VolumePrefix(_ports.Options.ClusterName, app);
        var count = 0;
        foreach (var name in names.Where(n => n.StartsWith(prefix, StringComparison.Ordinal)))
        {
            var removed = await _ports.Engine.RemoveVolumeAsync(name, cancellationToken);
            if (!removed.TryGet(out var existed, out var stays))
            {
                return new AppProtocol.VolumesRemoved(count, stays);
            }

            count += existed ? 1 : 0;
        }

        return new AppProtocol.VolumesRemoved(count, null);
    }

    private void OnVolumesRemoved(AppProtocol.VolumesRemoved removed)
    {
        _volumesRemoved += removed.Count;
        if (removed.Fault is { } fault)
        {
            TryRemovalAgain(fault.ToString());
            return;
        }

        var changes = _outbox.Select(e => new Change(e)).ToList();
        changes.Add(new Change(
            ReplicaEvents.AppRemoved(_name.Value, _containersRemoved, _volumesRemoved, _ports.Now), new Mutation.Delete(Key)));
        var (model, name) = (_ports.ReadModel, _name);
        _ = _ports.Journal.AppendAsync(changes, first => model.Remove(name, first + changes.Count - 1), Life).PipeTo(
            Self,
            success: first => new RemovalCommitted(first + changes.Count - 1),
            failure: error => new RemovalFailed(error.Message));
    }

    private void OnRemoved(long revision)
    {
        _record = null;
        _entries.Clear();
        ShareReadings();
        // First: whoever is answered may register the same name at once, in another namespace too.
        Context.Parent.Tell(new AppProtocol.Over(_name));
        foreach (var answer in _removalClients)
        {
            answer(_containersRemoved, _volumesRemoved, revision);
        }

        _removalClients.Clear();
        Timers.CancelAll();
        Become(Over);
    }

    /// <summary>
    /// Answers what is asked while the last of it goes, which may take long when a volume is in use: more removals, which wait for the same
    /// end, and what a removal refuses. Nothing is written any more.
    /// </summary>
    private void AnswerDuringRemoval()
    {
        foreach (var request in _requests)
        {
            if (request.Decide(_record).Refusal is { } refusal)
            {
                request.Refused(refusal);
            }
            else
            {
                request.Granted(_record!, _revision);
            }
        }

        _requests.Clear();
    }

    /// <summary>There is no such application any more: whoever still asks is to be judged by the parent, which knows.</summary>
    private void Over()
    {
        Receive<AppProtocol.IForApp>(late => Context.Parent.Forward(late));
        ReceiveAny(_ => { });
    }

    private void TryRemovalAgain(string error)
    {
        _log.RemovalFailed(_name.Value, error);
        Timers.StartSingleTimer("removal", new AppProtocol.RemoveVolumesAgain(), JournalPause);
    }
}
