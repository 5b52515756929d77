namespace Orchestry.Benchmarks.Streams;

/// <summary>A server and its subscribers.</summary>
internal sealed class StreamsSide : IAsyncDisposable
{
    // So much of the past that a subscriber with a small buffer, who reads nothing of it, has the server stand still at once.
    private const int PastOfStalled = 600;
    private const int BufferOfStalled = 4096;
    private const int Trial = 100;

    private readonly BroadcastProcess _process;
    private readonly SubscriberSwarm _swarm;

    private StreamsSide(BroadcastProcess process, SubscriberSwarm swarm) => (_process, _swarm) = (process, swarm);

    public string Name => _process.Name;

    /// <summary>Bytes of the server's resident memory for each subscriber.</summary>
    public long ResidentEach { get; private init; }

    /// <summary>Bytes of the server's managed heap for each subscriber.</summary>
    public long ManagedEach { get; private init; }

    public static async Task<StreamsSide> StartAsync(string name, int subscribers, CancellationToken cancellationToken)
    {
        var process = await BroadcastProcess.StartAsync(name, cancellationToken);
        var swarm = new SubscriberSwarm(process.Address, process.Arrived);
        // The first ones compile and fill what all share.
        swarm.Connect(Trial);
        await swarm.DisconnectAsync(Trial);
        var before = await process.MemoryAsync();
        swarm.Connect(subscribers);
        var after = await process.MemoryAsync();
        var side = new StreamsSide(process, swarm)
        {
            ResidentEach = (after.Resident - before.Resident) / subscribers,
            ManagedEach = (after.Managed - before.Managed) / subscribers,
        };
        // Until all of it is compiled to its end.
        await side.MeasureAsync(p => p.BeginWindow(Trial), TimeSpan.Zero, TimeSpan.FromSeconds(4), cancellationToken);
        return side;
    }

    /// <summary>Measures what the subscribers are sent, and how much of a core server and client are busy for it.</summary>
    /// <param name="begin">Has the server begin.</param>
    /// <param name="settling">How long it goes on before.</param>
    /// <param name="length">How long is measured.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidOperationException">A line was lost or doubled, or out of order, without a word.</exception>
    public async Task<(SwarmFigures Figures, double Busy, double ClientBusy)> MeasureAsync(
        Action<BroadcastProcess> begin, TimeSpan settling, TimeSpan length, CancellationToken cancellationToken)
    {
        begin(_process);
        await Task.Delay(settling, TimeProvider.System, cancellationToken);
        var before = await _swarm.TakeAsync();
        var (server, client) = (_process.ProcessorTime, Environment.CpuUsage.TotalTime);
        await Task.Delay(length, TimeProvider.System, cancellationToken);
        (server, client) = (_process.ProcessorTime - server, Environment.CpuUsage.TotalTime - client);
        var figures = await _swarm.TakeAsync();
        await _swarm.ReachAsync(await _process.EndAsync(), cancellationToken);
        var after = await _swarm.TakeAsync();
        return new[] { before, figures, after }.Sum(f => f.Faults + f.Closed) == 0
            ? (figures, server / figures.Length, client / figures.Length)
            : throw new InvalidOperationException($"{Name} lost or doubled a line, or sent one out of order, or closed a connection.");
    }

    /// <summary>Measures with so many subscribers of whom some never read.</summary>
    public async Task<SwarmFigures> MeasureWithStalledAsync(
        int stalled, int of, int linesPerSecond, TimeSpan settling, TimeSpan length, CancellationToken cancellationToken)
    {
        await _swarm.DisconnectAsync(of);
        _swarm.Connect(of - stalled);
        var silent = Enumerable.Range(0, stalled)
            .Select(_ => Subscriber.Connect(new Uri($"{_process.Address}?tail={PastOfStalled}"), BufferOfStalled))
            .ToArray();
        try
        {
            var (figures, _, _) = await MeasureAsync(process => process.Begin(linesPerSecond), settling, length, cancellationToken);
            return silent.All(s => s.Socket.Available is > 0 and < PastOfStalled * 100)
                ? figures
                : throw new InvalidOperationException("Those who never read were sent everything all the same, so nobody was stalled.");
        }
        finally
        {
            foreach (var subscriber in silent)
            {
                subscriber.Dispose();
            }

            _swarm.Connect(stalled);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _swarm.Dispose();
        await _process.DisposeAsync();
    }
}
