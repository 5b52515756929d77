using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Orchestry.Core.Journal;
using Orchestry.Storage;
using Orchestry.Storage.Sqlite;
using static Orchestry.Benchmarks.Medians;

namespace Orchestry.Benchmarks.Store;

/// <summary>
/// Durable writes per second through the journal, by number of concurrent callers, against a bare loop that writes the same rows in one
/// transaction each, on the same disk. Rounds are interleaved, so that a slow spell of the disk falls on all; figures are medians.
/// </summary>
public static class StoreBench
{
    private static readonly int[] Callers = [1, 8, 64];

    /// <summary>Runs it. <c>args</c>: seconds per measurement (default 1.5), rounds (default 5), folder (default: a temporary one).</summary>
    public static async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var duration = TimeSpan.FromSeconds(args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 1.5);
        var rounds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 5;
        var root = args.Length > 2 ? Directory.CreateDirectory(args[2]) : Directory.CreateTempSubdirectory("orchestry-bench-");
        try
        {
            await MeasureAllAsync(root.FullName, duration, rounds, cancellationToken);
            return 0;
        }
        finally
        {
            if (args.Length <= 2)
            {
                root.Delete(recursive: true);
            }
        }
    }

    private static async Task MeasureAllAsync(string root, TimeSpan duration, int rounds, CancellationToken cancellationToken)
    {
        using var bare = new BareWriteLoop(Path.Combine(root, "bare.db"));
        await using var store = new SqliteStore(
            new SqliteOptions { Folder = Path.Combine(root, "store") }, NullLogger<SqliteStore>.Instance);
        await store.OpenAsync(cancellationToken);
        await using var journal = new JournalWriter(store, term: 1, new JournalWriterOptions(), NullLogger<JournalWriter>.Instance);

        (string Name, Func<Task<double>> MeasureAsync)[] writers =
        [
            ("bare loop, one transaction per write", () => Task.Run(() => bare.Measure(duration, cancellationToken), cancellationToken)),
            .. Callers.Select(callers => (
                $"journal, {callers} concurrent {(callers == 1 ? "caller" : "callers")}",
                (Func<Task<double>>)(() => MeasureAsync(journal, callers, duration, cancellationToken)))),
        ];
        var figures = writers.Select(_ => new List<double>()).ToArray();
        var batchOfHundred = new List<double>();
        for (var round = 0; round <= rounds; round++)
        {
            // Each round begins with another writer, so that none always follows the same one; the first round warms up.
            foreach (var i in Enumerable.Range(0, writers.Length).Select(i => (i + round) % writers.Length))
            {
                Record(figures[i], await writers[i].MeasureAsync(), isWarmUp: round == 0);
            }

            Record(batchOfHundred, await MeasureHundredAsync(store, cancellationToken), isWarmUp: round == 0);
        }

        Console.WriteLine("| writer | durable writes per second | against the bare loop |");
        Console.WriteLine("|---|---:|---:|");
        foreach (var (writer, measured) in writers.Zip(figures))
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"| {writer.Name} | {Median(measured):F0} | {Median(measured) / Median(figures[0]):F2} x |"));
        }

        Console.WriteLine();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"One commit of 100 changes: {Median(batchOfHundred):F1} ms (median of {rounds} rounds)."));
    }

    private static async Task<double> MeasureAsync(JournalWriter journal, int callers, TimeSpan duration, CancellationToken cancellationToken)
    {
        var start = TimeProvider.System.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(
            async () =>
            {
                var count = 0;
                for (; TimeProvider.System.GetElapsedTime(start) < duration; count++)
                {
                    await journal.AppendAsync([BenchChange.Make(caller, count)], cancellationToken);
                }

                return count;
            },
            cancellationToken)));
        return counts.Sum() / TimeProvider.System.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task<double> MeasureHundredAsync(SqliteStore store, CancellationToken cancellationToken)
    {
        const int Repeats = 20;
        Change[] changes = [.. Enumerable.Range(0, 100).Select(n => BenchChange.Make(0, n))];
        var start = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < Repeats; i++)
        {
            await store.CommitAsync(changes, term: 1, cancellationToken);
        }

        return TimeProvider.System.GetElapsedTime(start).TotalMilliseconds / Repeats;
    }

    private static void Record(List<double> figures, double figure, bool isWarmUp)
    {
        if (!isWarmUp)
        {
            figures.Add(figure);
        }
    }
}
