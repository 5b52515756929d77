using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orchestry.Actors.Apps;
using Orchestry.Actors.Cluster;
using Orchestry.Actors.Controller;
using Orchestry.Core.Cluster;
using Orchestry.Core.Ingress;
using Orchestry.Core.Journal;
using Orchestry.Core.Metrics;

namespace Orchestry.Actors.Metrics;

/// <summary>
/// This node's figures, whether it leads or not: once an interval it looks at its host and at what the nodes' ingresses say. What can't be read is
/// missing until it can be.
/// </summary>
internal sealed class NodeMetrics(
    ReadModel model, ICluster cluster, IIngress ingress, ITrafficBoard board, IUsageReader usage, ControllerOptions options, ClusterIdentity identity,
    TimeProvider clock, ILogger<NodeMetrics> log) : BackgroundService, INodeMetrics
{
    // So that there are rates soon after the start.
    private static readonly TimeSpan SecondLook = TimeSpan.FromSeconds(1);

    private readonly long _since = clock.GetTimestamp();
    private readonly TrafficLedger _ledger = new();
    private HostUsage? _host;
    private TrafficReading? _traffic;
    private volatile Load _load = new(null, NetworkLoad.Unknown);

    public NodePicture Read()
    {
        var (revision, apps) = model.Read();
        return new NodePicture
        {
            Version = identity.Version,
            Revision = revision,
            Apps = apps,
            Cluster = cluster.View,
            Ingress = ingress.State,
            Traffic = ingress.ReadTraffic(),
            Network = _load.Network,
            Host = _load.Host,
            Process = ReadProcess(),
        };
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var (pause, isTold) = (SecondLook, false);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LookAsync(stoppingToken);
                isTold = false;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception defect)
            {
                // A figure is not worth a node.
                _load = new Load(null, NetworkLoad.Unknown);
                if (!isTold)
                {
                    log.LookFailed(defect);
                    isTold = true;
                }
            }

            await Task.Delay(pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = options.MetricsInterval;
        }
    }

    /// <summary>Looks once; the rates are of the time since the look before.</summary>
    internal async Task LookAsync(CancellationToken cancellationToken)
    {
        var host = await usage.ReadHostAsync(cancellationToken);
        var load = HostLoad.Between(_host, host, clock.TimestampFrequency);
        _host = host;
        _load = new Load(load, await ReadNetworkAsync(cancellationToken));
    }

    private async Task<NetworkLoad> ReadNetworkAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<PostedTraffic> posted;
        try
        {
            posted = await board.ReadAsync(cancellationToken);
        }
        catch (StoreException)
        {
            // That the database is away is told by everybody who needs it; here it only means that nothing is known.
            return NetworkLoad.Unknown;
        }

        var apps = _ledger.Add([.. posted.Select(p => p.Traffic)]);
        var (before, now) = (_traffic, TrafficReading.AgeOf(posted) is { } age
            ? new TrafficReading(apps, _since, clock.GetTimestamp() - (long)(age.TotalSeconds * clock.TimestampFrequency))
            : null);
        _traffic = now ?? before;
        return NetworkLoad.Of(posted, before, now, clock.TimestampFrequency);
    }

    private static ProcessUsage ReadProcess()
    {
        using var process = Process.GetCurrentProcess();
        return new ProcessUsage(process.TotalProcessorTime, process.WorkingSet64, process.StartTime);
    }

    private sealed record Load(HostLoad? Host, NetworkLoad Network);
}
