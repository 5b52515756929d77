using static Orchestry.Benchmarks.Medians;

namespace Orchestry.Benchmarks.Streams;

/// <summary>
/// Thousands of WebSocket subscribers of one application's log on one node: how late a line is, what it costs, how many deliveries a second there
/// can be beside a bare loop over WebSockets, and what those who never read do to the others. Servers and client share the machine.
/// </summary>
public static class StreamsBench
{
    private const int LinesPerSecond = 100;
    private const double LeastRatio = 0.70;
    private const double LargestChange = 0.10;

    // Lines under way: one is what a line costs, and as many as this is what a flood of them does.
    private const int Flood = 256;

    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Runs it. Options: <c>--subscribers</c> (default 5000), <c>--rounds</c> (default 5), <c>--seconds</c> of a round (default 5).
    /// </summary>
    public static async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var options = new Options(args, "--subscribers", "--rounds", "--seconds");
        var (subscribers, rounds) = (options.Number("--subscribers", 5000), options.Number("--rounds", 5));
        var length = TimeSpan.FromSeconds(options.Number("--seconds", 5));
        await using var ours = await StreamsSide.StartAsync(BroadcastProcess.Ours, subscribers, cancellationToken);
        await using var bare = await StreamsSide.StartAsync(BroadcastProcess.Bare, subscribers, cancellationToken);
        Console.WriteLine($"{subscribers} subscribers, {Environment.ProcessorCount} processors shared by servers and client");
        PrintMemory(ours, bare);
        await PrintSteadyAsync([ours, bare], length * 2, cancellationToken);
        var isFastEnough = await CompareAsync(ours, bare, rounds, length / 2, cancellationToken);
        var isUndisturbed = await StallAsync(ours, subscribers / 100, rounds, length, cancellationToken);
        return isFastEnough && isUndisturbed ? 0 : 1;
    }

    private static void PrintMemory(params StreamsSide[] sides)
    {
        Console.WriteLine("\n| a subscriber that hears nothing | resident, bytes | managed heap, bytes |\n|---|---:|---:|");
        foreach (var side in sides)
        {
            Console.WriteLine($"| {side.Name} | {side.ResidentEach:N0} | {side.ManagedEach:N0} |");
        }
    }

    private static async Task PrintSteadyAsync(StreamsSide[] sides, TimeSpan length, CancellationToken cancellationToken)
    {
        Console.WriteLine($"\n| {LinesPerSecond} lines/s | deliveries/s | p50 (ms) | p99 (ms) | server, of a core | lines per read | gaps |\n|---|---:|---:|---:|---:|---:|---:|");
        foreach (var side in sides)
        {
            var (figures, busy) = await side.MeasureAsync(process => process.Begin(LinesPerSecond), Settling, length, cancellationToken);
            Console.WriteLine($"| {side.Name} | {figures.PerSecond:N0} | {figures.Latencies.Percentile(50):F1} | {figures.Latencies.Percentile(99):F1} "
                + $"| {busy:P0} | {(double)figures.Deliveries / figures.Reads:F1} | {figures.Gaps} |");
        }
    }

    private static async Task<bool> CompareAsync(StreamsSide ours, StreamsSide bare, int rounds, TimeSpan length, CancellationToken cancellationToken)
    {
        Console.WriteLine("\n| lines under way | ours, deliveries/s | bare, deliveries/s | median of the rounds' ratios | lines per read, ours | bare |\n|---|---:|---:|---:|---:|---:|");
        var isFastEnough = true;
        foreach (var window in new[] { 1, Flood })
        {
            var (mine, theirs) = (new List<SwarmFigures>(), new List<SwarmFigures>());
            for (var round = 0; round < rounds; round++)
            {
                // In turns who is first, so that neither always runs after the same neighbour.
                foreach (var (side, to) in round % 2 == 0 ? new[] { (ours, mine), (bare, theirs) } : [(bare, theirs), (ours, mine)])
                {
                    to.Add((await side.MeasureAsync(process => process.BeginWindow(window), Settling / 4, length, cancellationToken)).Figures);
                }
            }

            var ratio = Median([.. mine.Zip(theirs, (a, b) => a.PerSecond / b.PerSecond)]);
            isFastEnough &= ratio >= LeastRatio;
            Console.WriteLine($"| {window} | {Median([.. mine.Select(f => f.PerSecond)]):N0} | {Median([.. theirs.Select(f => f.PerSecond)]):N0} "
                + $"| {ratio:P0} (target {LeastRatio:P0}) | {PerRead(mine):F1} | {PerRead(theirs):F1} |");
        }

        return isFastEnough;
    }

    /// <summary>The same number of subscribers, of which some read, or don't.</summary>
    private static async Task<bool> StallAsync(StreamsSide ours, int stalled, int rounds, TimeSpan length, CancellationToken cancellationToken)
    {
        var (without, with) = (new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            foreach (var isStalled in round % 2 == 0 ? new[] { false, true } : [true, false])
            {
                var figures = await ours.MeasureWithStalledAsync(isStalled ? stalled : 0, stalled, LinesPerSecond, Settling, length, cancellationToken);
                (isStalled ? with : without).Add(figures.Latencies.Percentile(99));
            }
        }

        var change = Median([.. with.Zip(without, (a, b) => (a / b) - 1)]);
        Console.WriteLine($"\n| {LinesPerSecond} lines/s, {stalled} of the subscribers | p99 of the others (ms) |\n|---|---:|");
        Console.WriteLine($"| read | {Median(without):F1} |");
        Console.WriteLine($"| never read | {Median(with):F1} |");
        Console.WriteLine($"\nMedian of the rounds' changes: {change:P1} (target: less than {LargestChange:P0})");
        return change < LargestChange;
    }

    private static double PerRead(List<SwarmFigures> rounds) => Median([.. rounds.Select(f => (double)f.Deliveries / f.Reads)]);
}
