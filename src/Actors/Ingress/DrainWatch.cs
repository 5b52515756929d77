using Microsoft.Extensions.Logging;
using Orchestry.Core.Cluster;
using Orchestry.Core.Ingress;
using Orchestry.Core.Journal;
using Orchestry.Core.Replicas;

namespace Orchestry.Actors.Ingress;

/// <summary>
/// Looks at what this node's ingress does, and at what the others say of theirs, until a replica is drained. However many replicas drain at once,
/// the board is read once for all of them.
/// </summary>
internal sealed class DrainWatch(
    IngressLoop local, ITrafficBoard board, ICluster cluster, TimeProvider clock, ILogger<DrainWatch> log) : IDrainWatch
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Freshness = TimeSpan.FromMilliseconds(20);
    private readonly Lock _gate = new();
    private Task<IReadOnlyList<PostedTraffic>>? _reading;
    private long _readAt;

    public async Task<DrainReport> WaitAsync(ReplicaId replica, long revision, TimeSpan atMost, CancellationToken cancellationToken)
    {
        var begunAt = clock.GetTimestamp();
        var pause = FirstPause;
        while (true)
        {
            var (isDrained, report) = await LookAsync(replica, revision, cancellationToken);
            if (isDrained || clock.GetElapsedTime(begunAt) >= atMost)
            {
                return report;
            }

            await Task.Delay(pause, clock, cancellationToken);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async Task<(bool IsDrained, DrainReport Report)> LookAsync(ReplicaId replica, long revision, CancellationToken cancellationToken)
    {
        var nodes = new List<NodeTraffic> { local.Read() };
        var others = LiveOthers();
        var isKnown = true;
        if (others.Count > 0)
        {
            try
            {
                nodes.AddRange((await ReadBoardAsync().WaitAsync(cancellationToken)).Select(p => p.Traffic).Where(t => others.Contains(t.Node)));
            }
            catch (StoreException error)
            {
                // Without the board nothing is known of the others; the time the replica has bounds how long that is waited for.
                log.BoardUnread(error.Message);
                isKnown = false;
            }
        }

        var seen = nodes.SelectMany(n => n.Traffic.Replicas)
            .Where(r => r.App == replica.App.Value && r.Slot == replica.Slot && r.Attempt == replica.Attempt).ToArray();
        var open = seen.Sum(r => r.InFlight);
        return (
            isKnown && open == 0 && nodes.All(n => n.Revision >= revision || n.State.Mode == IngressMode.None),
            new DrainReport(replica, seen.Sum(r => r.Drained), open));
    }

    private HashSet<string> LiveOthers()
    {
        var view = cluster.View;
        return view.Nodes.Where(n => n.IsHealthy && n.Node.Id != view.Self.Id).Select(n => n.Node.Id).ToHashSet(StringComparer.Ordinal);
    }

    private Task<IReadOnlyList<PostedTraffic>> ReadBoardAsync()
    {
        lock (_gate)
        {
            if (_reading is null || (_reading.IsCompleted && clock.GetElapsedTime(_readAt) >= Freshness))
            {
                _readAt = clock.GetTimestamp();
                // It belongs to all who wait for it; the store bounds its own time.
                _reading = board.ReadAsync(CancellationToken.None);
            }

            return _reading;
        }
    }
}
