using System.Globalization;
using System.Runtime.InteropServices;
using static Orchestry.Benchmarks.Medians;

namespace Orchestry.Benchmarks.Kernel;

/// <summary>
/// What the kernel costs, beside a bare unbounded channel read by one loop in the same run. The measures take turns within each round, so
/// that a slow moment of the machine hits all of them; printed are medians over the rounds.
/// </summary>
public static class KernelBench
{
    private const int DefaultRounds = 7;

    /// <param name="args">The number of rounds, default 7.</param>
    /// <param name="ct">Ends the run between two measures.</param>
    public static async Task<int> RunAsync(string[] args, CancellationToken ct)
    {
        var rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : DefaultRounds;
        Measure[] measures =
        [
            new("channel, 1 producer -> 1 reader", "messages/s", null, ChannelMeasures.OneToOneAsync),
            new("tell, 1 producer -> 1 actor", "messages/s", 0, TellMeasures.OneToOneAsync),
            new("channel, 4 producers -> 1 reader", "messages/s", null, ChannelMeasures.FourToOneAsync),
            new("tell, 4 producers -> 1 actor", "messages/s", 2, TellMeasures.FourToOneAsync),
            new("channel ping-pong", "messages/s", null, ChannelMeasures.PingPongAsync),
            new("actor ping-pong", "messages/s", 4, TellMeasures.PingPongAsync),
            new("channel + TaskCompletionSource, one at a time", "questions/s", null, ChannelMeasures.AskAsync),
            new("ask, one at a time, 5 s timeout", "questions/s", 6, AskMeasures.SequentialAsync),
            new("ask, 64 at a time, 5 s timeout", "questions/s", null, AskMeasures.ConcurrentAsync),
            new("spawn 100,000 actors, each started", "actors/s", null, SpawnMeasures.SpawnAsync),
            new("memory per idle actor, of 100,000", "bytes", null, SpawnMeasures.BytesPerActorAsync),
        ];

        var results = measures.Select(_ => new List<double>()).ToArray();
        for (var round = -1; round < rounds; round++)
        {
            for (var at = 0; at < measures.Length; at++)
            {
                ct.ThrowIfCancellationRequested();
                GC.Collect();
                GC.WaitForPendingFinalizers();
                var result = await measures[at].RunAsync();
                if (round >= 0) // the first round only warms up
                    results[at].Add(result);
            }
        }

        Print(measures, [.. results.Select(Median)], rounds);
        return 0;
    }

    private static void Print(Measure[] measures, double[] medians, int rounds)
    {
        Console.WriteLine($"{RuntimeInformation.FrameworkDescription}, {Environment.ProcessorCount} cores, medians of {rounds} rounds");
        Console.WriteLine();
        Console.WriteLine("| measure | median | unit | of the bare channel |");
        Console.WriteLine("|---|---:|---|---:|");
        for (var at = 0; at < measures.Length; at++)
        {
            var ratio = measures[at].Limit is { } limit ? (medians[at] / medians[limit]).ToString("P0", CultureInfo.InvariantCulture) : "";
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {measures[at].Name} | {medians[at]:N0} | {measures[at].Unit} | {ratio} |"));
        }
    }

    /// <param name="Limit">Index of the bare measure this one is compared with.</param>
    private sealed record Measure(string Name, string Unit, int? Limit, Func<Task<double>> RunAsync);
}
