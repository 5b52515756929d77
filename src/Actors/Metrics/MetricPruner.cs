using Microsoft.Extensions.Logging;
using Orchestry.Actors.Controller;
using Orchestry.Actors.Kernel;

namespace Orchestry.Actors.Metrics;

/// <summary>Deletes samples that are older than their retention, once an hour; those of more than a day stay as part of their five minutes.</summary>
internal sealed class MetricPruner : AwaitingActor
{
    /// <summary>How long samples are kept as they were recorded, unless the retention is shorter.</summary>
    public static readonly TimeSpan Raw = TimeSpan.FromHours(24);

    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    // Offices may be shorter than the interval.
    private static readonly TimeSpan First = TimeSpan.FromMinutes(1);

    public MetricPruner(ControllerPorts ports)
    {
        var log = ports.Loggers.CreateLogger<MetricPruner>();
        Receive<Prune>(prune =>
        {
            var retention = ports.Options.MetricsRetention;
            _ = ports.Metrics.PruneAsync(ports.Now - (retention < Raw ? retention : Raw), ports.Now - retention, Life).PipeTo(
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
                log.SamplesPruned(pruned.Count);
            }

            Timers.StartSingleTimer("prune", new Prune(), Interval);
        });
    }

    private sealed record Prune;

    private sealed record Pruned(long Count, string? Error);

    protected override void PreStart() => Timers.StartSingleTimer("prune", new Prune(), First);
}
