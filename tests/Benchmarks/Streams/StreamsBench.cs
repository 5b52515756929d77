using static Orchestry.Benchmarks.Medians;

namespace Orchestry.Benchmarks.Streams;

/// <summary>
/// Thousands of WebSocket subscribers of one application's log on one node: how late a line is, what it costs, how many deliveries a second there
/// can be beside the least that Kestrel needs for it, and what those who never read do to the others. Servers and client share the machine.
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
        await using var loops = await StreamsSide.StartAsync(BroadcastProcess.Loops, subscribers, cancellationToken);
        await using var channels = await StreamsSide.StartAsync(BroadcastProcess.Channels, subscribers, cancellationToken);
        Console.WriteLine($"{subscribers} subscribers, {Environment.ProcessorCount} processors shared by servers and client");
        StreamsSide[] sides = [ours, loops, channels];
        PrintMemory(sides);
        await PrintSteadyAsync(sides, length * 2, cancellationToken);
        var isFastEnough = await CompareAsync(sides, 1, rounds, length * 0.4, cancellationToken)
            & await CompareAsync(sides, Flood, rounds, length * 0.4, cancellationToken);
        // Shorter rounds, and more of them: what the machine does besides weighs more on a latency than on a rate.
        var isUndisturbed = await StallAsync(ours, subscribers / 100, rounds * 3, length * 0.3, cancellationToken);
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
        Console.WriteLine($"\n| {LinesPerSecond} lines/s | deliveries/s | p50 (ms) | p99 (ms) | server, of a core | client | lines per read | gaps |\n|---|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var side in sides)
        {
            var (figures, busy, client) = await side.MeasureAsync(process => process.Begin(LinesPerSecond), Settling, length, cancellationToken);
            Console.WriteLine($"| {side.Name} | {figures.PerSecond:N0} | {figures.Latencies.Percentile(50):F1} | {figures.Latencies.Percentile(99):F1} "
                + $"| {busy:P0} | {client:P0} | {figures.PerRead:F1} | {figures.Gaps} |");
        }
    }

    /// <summary>The first side beside the better of the others in each round.</summary>
    private static async Task<bool> CompareAsync(StreamsSide[] sides, int window, int rounds, TimeSpan length, CancellationToken cancellationToken)
    {
        var measured = sides.ToDictionary(side => side, _ => new List<SwarmFigures>());
        for (var round = 0; round < rounds; round++)
        {
            // Each round begins with another one, so that none always runs after the same neighbour.
            for (var i = 0; i < sides.Length; i++)
            {
                var side = sides[(round + i) % sides.Length];
                measured[side].Add((await side.MeasureAsync(process => process.BeginWindow(window), Settling / 4, length, cancellationToken)).Figures);
            }
        }

        Console.WriteLine($"\n| as many lines as arrive, {window} under way | deliveries/s | lines per read |\n|---|---:|---:|");
        foreach (var side in sides)
        {
            Console.WriteLine($"| {side.Name} | {Median([.. measured[side].Select(f => f.PerSecond)]):N0} | {Median([.. measured[side].Select(f => f.PerRead)]):F1} |");
        }

        var ratio = Median([.. Enumerable.Range(0, rounds).Select(
            round => measured[sides[0]][round].PerSecond / sides.Skip(1).Max(side => measured[side][round].PerSecond))]);
        Console.WriteLine($"\nMedian of the rounds' ratios to the better bare one: {ratio:P0} (target {LeastRatio:P0})");
        return ratio >= LeastRatio;
    }

    /// <summary>The same number of subscribers, of which some read, or don't.</summary>
    private static async Task<bool> StallAsync(StreamsSide ours, int stalled, int rounds, TimeSpan length, CancellationToken cancellationToken)
    {
        var (without, with) = (new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            foreach (var isStalled in round % 2 == 0 ? new[] { false, true } : [true, false])
            {
                var figures = await ours.MeasureWithStalledAsync(isStalled ? stalled : 0, stalled, LinesPerSecond, Settling / 2, length, cancellationToken);
                (isStalled ? with : without).Add(figures.Latencies.Percentile(99));
            }
        }

        var changes = with.Zip(without, (a, b) => (a / b) - 1).Order().ToArray();
        var change = Median(changes);
        Console.WriteLine($"\n| {LinesPerSecond} lines/s, {stalled} of the subscribers | p99 of the others (ms) |\n|---|---:|");
        Console.WriteLine($"| read | {Median(without):F1} |");
        Console.WriteLine($"| never read | {Median(with):F1} |");
        Console.WriteLine(
            $"\nMedian of the rounds' changes: {change:P1} (target: less than {LargestChange:P0}); half of them are "
            + $"{changes[rounds / 4]:P0} to {changes[^(1 + (rounds / 4))]:P0}: the machine's noise");
        return change < LargestChange;
    }
}
