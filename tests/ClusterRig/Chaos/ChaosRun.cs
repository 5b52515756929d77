using Orchestry.ClusterRig.History;

namespace Orchestry.ClusterRig.Chaos;

/// <summary>Lets clients work on a cluster while parts of it fail, then mends everything, waits until it holds still, and judges.</summary>
internal sealed class ChaosRun(Cluster cluster, string image, ChaosOptions options)
{
    private static readonly FaultKind[] Kinds = Enum.GetValues<FaultKind>();
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1.5);
    private readonly Recorder _recorder = new();
    private readonly Dictionary<FaultKind, int> _faults = [];

    /// <summary>Runs it. Cancelling ends the faults early; the verdict is still given.</summary>
    /// <param name="tell">Told of each fault as it begins.</param>
    /// <param name="cancellationToken">Ends the faults.</param>
    public async Task<ChaosResult> RunAsync(Action<string> tell, CancellationToken cancellationToken)
    {
        var clients = Enumerable.Range(1, options.Clients)
            .Select(c => new Workload(cluster, _recorder, image, c, HashCode.Combine(options.Seed, c))).ToArray();
        try
        {
            await clients[0].PrepareAsync(cancellationToken);
            using var working = new CancellationTokenSource();
            var watch = new Watch(cluster, _recorder);
            var work = Task.WhenAll([watch.RunAsync(working.Token), .. clients.Select(c => c.RunAsync(working.Token))]);
            var startedAt = TimeProvider.System.GetTimestamp();
            try
            {
                await FailAsync(tell, cancellationToken);
            }
            finally
            {
                await working.CancelAsync();
                await work;
            }

            var took = TimeProvider.System.GetElapsedTime(startedAt);
            var end = await new Settling(cluster).SettleAsync();
            await watch.SampleEngineAsync();
            var history = await HistoryAsync(end);
            return new ChaosResult(_faults, history, HistoryChecker.Check(history), took);
        }
        finally
        {
            foreach (var client in clients)
            {
                client.Dispose();
            }
        }
    }

    private async Task FailAsync(Action<string> tell, CancellationToken cancellationToken)
    {
        using var enough = new CancellationTokenSource(options.AtMost, TimeProvider.System);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(enough.Token, cancellationToken);
        var random = new Random(options.Seed);
        var faults = new Faults(cluster, _recorder, random);
        // Every kind once, in an order of its own, before any comes again.
        for (var kinds = new Queue<FaultKind>(); _faults.Values.Sum() < options.Faults && !over.IsCancellationRequested;)
        {
            if (kinds.Count == 0)
            {
                var shuffled = Kinds.ToArray();
                random.Shuffle(shuffled);
                kinds = new Queue<FaultKind>(shuffled);
            }

            await Task.WhenAny(Task.Delay(LongestPause * random.NextDouble(), TimeProvider.System, over.Token));
            var kind = kinds.Dequeue();
            var at = Recorder.Now;
            if (await faults.InjectAsync(kind, over.Token))
            {
                _faults[kind] = _faults.GetValueOrDefault(kind) + 1;
                tell($"{at:HH:mm:ss.fff} {kind}, mended at {Recorder.Now:HH:mm:ss.fff}");
            }
        }
    }

    private async Task<ClusterHistory> HistoryAsync(FinalState end)
    {
        var journal = await cluster.QueryAsync(JournalRow.Query);
        var counter = await cluster.QueryAsync("SELECT last_revision FROM journal");
        return new ClusterHistory
        {
            Operations = [.. _recorder.Operations],
            Reads = [.. _recorder.Reads],
            Journal = [.. journal.Select(JournalRow.Of)],
            LastRevision = counter.Single().At("last_revision").GetInt64(),
            Engine = [.. _recorder.Engine],
            Offices = [.. _recorder.Offices],
            Disturbances = [.. _recorder.Disturbances],
            Freezes = [.. _recorder.Freezes],
            End = end,
            // Without a leader for a lease, and then what a leader has to do for a slot: stop, make, probe.
            Settling = cluster.Lease + TimeSpan.FromSeconds(6),
        };
    }
}
