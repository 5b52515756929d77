using Microsoft.Extensions.Logging;
using Orchestry.Actors.Controller;
using Orchestry.Actors.Kernel;
using Orchestry.Core.Engine;
using Orchestry.Core.Journal;
using Orchestry.Core.Replicas;

namespace Orchestry.Actors.Engine;

/// <summary>
/// Follows the engine's events for this cluster and passes them to its listener. Whenever the stream stands anew, and slowly all the time, it
/// lists the containers as well: events are for speed, the list is the truth.
/// </summary>
internal sealed class EngineWatchActor : AwaitingActor
{
    private readonly ControllerPorts _ports;
    private readonly IActorRef _listener;
    private readonly Dictionary<string, string?> _ours;
    private readonly ILogger _log;
    private bool _isListing;
    private bool _listAgain;

    public EngineWatchActor(ControllerPorts ports, IActorRef listener)
    {
        (_ports, _listener) = (ports, listener);
        _log = ports.Loggers.CreateLogger<EngineWatchActor>();
        _ours = new Dictionary<string, string?> { [ContainerLabels.Cluster] = ports.Options.ClusterName };
        Receive<EngineWatchProtocol.Told>(told => OnTold(told.Event));
        Receive<EngineWatchProtocol.WatchEnded>(ended =>
            throw new InvalidOperationException("The engine's event stream ended although it reconnects by itself.", ended.Error));
        Receive<EngineWatchProtocol.Resync>(_ => List());
        Receive<EngineWatchProtocol.EngineListed>(listed =>
        {
            _listener.Tell(listed);
            Listed();
        });
        Receive<EngineWatchProtocol.ListFailed>(failed =>
        {
            _log.ListFailed(failed.Fault.ToString());
            Listed();
        });
        Receive<EngineWatchProtocol.InfoRead>(read =>
        {
            if (read.Info.TryGet(out var info, out _))
            {
                _ports.Host.Learn(info);
            }
        });
    }

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer("resync", new EngineWatchProtocol.Resync(), _ports.Options.ResyncInterval);
        _ = FollowAsync(Self, Life).PipeTo(
            Self,
            success: () => new EngineWatchProtocol.WatchEnded(null),
            failure: error => new EngineWatchProtocol.WatchEnded(error));
    }

    private async Task FollowAsync(IActorRef self, CancellationToken stopping)
    {
        await foreach (var told in _ports.Engine.WatchAsync(_ours, null, stopping))
        {
            self.Tell(new EngineWatchProtocol.Told(told), null);
        }
    }

    private void OnTold(EngineEvent told)
    {
        switch (told)
        {
            case EngineEvent.Connected:
                _ports.Networks.Forget();
                if (_ports.Host.Fault is not null)
                {
                    Journal("EngineBack", EventLevel.Info, "The container engine answers again");
                }

                _ports.Host.IsBack();
                _ = _ports.Engine.GetInfoAsync(Life).PipeTo(
                    Self,
                    success: info => new EngineWatchProtocol.InfoRead(info),
                    failure: error => new EngineWatchProtocol.ListFailed(new EngineFault(EngineFaultKind.EngineFailure, error.Message)));
                List();
                break;
            case EngineEvent.Disconnected gone:
                if (_ports.Host.Fault is null)
                {
                    _log.EngineAway(gone.Fault.ToString());
                    Journal("EngineUnreachable", EventLevel.Error, $"The container engine does not answer: {gone.Fault.Message}");
                }

                _ports.Host.IsAway(gone.Fault);
                break;
            default:
                _listener.Tell(told);
                break;
        }
    }

    private void List()
    {
        if (_isListing)
        {
            _listAgain = true;
            return;
        }

        _isListing = true;
        var askedAt = _ports.Now;
        _ = _ports.Engine.ListContainersAsync(_ours, Life).PipeTo(
            Self,
            success: list => list.TryGet(out var containers, out var fault)
                ? new EngineWatchProtocol.EngineListed(containers, askedAt)
                : new EngineWatchProtocol.ListFailed(fault),
            failure: error => new EngineWatchProtocol.ListFailed(new EngineFault(EngineFaultKind.EngineFailure, error.Message)));
    }

    private void Listed()
    {
        _isListing = false;
        if (_listAgain)
        {
            _listAgain = false;
            List();
        }
    }

    private void Journal(string reason, EventLevel level, string message)
    {
        var happened = new EventRecord
        {
            Type = level == EventLevel.Error ? EventType.Error : EventType.Health,
            Level = level,
            Component = "engine",
            Reason = reason,
            Message = message,
            At = _ports.Now,
        };
        _ = AppendAsync(_ports.Journal, happened, _log, Life);
    }

    private static async Task AppendAsync(IJournal journal, EventRecord happened, ILogger log, CancellationToken cancellationToken)
    {
        try
        {
            await journal.AppendAsync([new Change(happened)], cancellationToken);
        }
        catch (StoreException error)
        {
            log.EventLost(happened.Reason, error.Message);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            log.EventLost(happened.Reason, "the controller is stopping");
        }
    }
}
