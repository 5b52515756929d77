using Microsoft.Extensions.Logging;
using Orchestry.Actors.Kernel;

namespace Orchestry.Actors.Controller;

/// <summary>Deletes events that are older than their retention, once an hour.</summary>
internal sealed class EventPruner : AwaitingActor
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    public EventPruner(ControllerPorts ports)
    {
        var log = ports.Loggers.CreateLogger<EventPruner>();
        Receive<Prune>(prune =>
        {
            var tooOld = ports.Now - ports.Options.EventRetention;
            _ = ports.Store.PruneEventsAsync(tooOld, Life).PipeTo(
                Self,
                success: count => new Pruned(count, null),
                failure: error => new Pruned(0, error.Message));
        });
        Receive<Pruned>(pruned =>
        {
            if (pruned.Error is { } error)
            {
                log.PruneFailed(error);
            }
            else if (pruned.Count > 0)
            {
                log.EventsPruned(pruned.Count);
            }
        });
    }

    private sealed record Prune;

    private sealed record Pruned(long Count, string? Error);

    protected override void PreStart() => Timers.StartPeriodicTimer("prune", new Prune(), Interval);
}
