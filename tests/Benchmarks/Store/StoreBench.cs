using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Orchestry.Core.Journal;
using Orchestry.Storage;
using Orchestry.Storage.Postgres;
using Orchestry.Storage.Postgres.Metrics;
using Orchestry.Storage.Sqlite;
using Orchestry.Storage.Sqlite.Metrics;
using Orchestry.Testing.Postgres;
using static Orchestry.Benchmarks.Medians;

namespace Orchestry.Benchmarks.Store;

/// <summary>
/// Durable writes per second through the journal, by number of concurrent callers, on SQLite and on a PostgreSQL server of its own that flushes
/// to disk, each against a bare loop that writes the same rows to the same database in one transaction each; and samples of metrics. Rounds are interleaved, so that a
/// slow spell of the disk falls on all; figures are medians.
/// </summary>
public static class StoreBench
{
    private static readonly int[] Callers = [1, 8, 64];

    /// <summary>
    /// Runs it. <c>args</c>: seconds per measurement (default 1.5), rounds (default 5), folder (default: a temporary one; the files of
    /// PostgreSQL, which its user must reach, are always in the system's folder for temporary files).
    /// </summary>
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
        using var bareSqlite = new BareWriteLoop(Path.Combine(root, "bare.db"));
        await using var sqlite = new SqliteStore(
            new SqliteOptions { Folder = Path.Combine(root, "store") }, NullLogger<SqliteStore>.Instance);
        await sqlite.OpenAsync(cancellationToken);

        await using var server = await PrivatePostgres.StartAsync(isDurable: true);
        await using var barePostgres = await BarePostgresLoop.OpenAsync(await server.CreateDatabaseAsync(), cancellationToken);
        await using var database = new PostgresDatabase(
            new PostgresOptions { ConnectionString = await server.CreateDatabaseAsync() }, TimeProvider.System, NullLogger<PostgresDatabase>.Instance);
        await using var postgres = new PostgresStore(database, NullLogger<PostgresStore>.Instance);
        await postgres.OpenAsync(cancellationToken);

        await using StoreMeasures onSqlite = new(
            "SQLite", sqlite, () => Task.Run(() => bareSqlite.Measure(duration, cancellationToken), cancellationToken), Callers, duration);
        await using StoreMeasures onPostgres = new(
            "PostgreSQL", postgres, () => barePostgres.MeasureAsync(duration, cancellationToken), Callers, duration);
        var (samplesOnSqlite, samplesOnPostgres) =
            (new SampleMeasures(new SqliteMetricHistory(sqlite)), new SampleMeasures(new PostgresMetricHistory(database)));
        for (var round = 0; round <= rounds; round++)
        {
            // Each round begins with another writer, so that none always follows the same one; the first round warms up.
            for (var i = 0; i < onSqlite.Writers; i++)
            {
                var writer = (i + round) % onSqlite.Writers;
                await onSqlite.MeasureAsync(writer, isWarmUp: round == 0, cancellationToken);
                await onPostgres.MeasureAsync(writer, isWarmUp: round == 0, cancellationToken);
            }

            await samplesOnSqlite.MeasureAsync(duration, isWarmUp: round == 0, cancellationToken);
            await samplesOnPostgres.MeasureAsync(duration, isWarmUp: round == 0, cancellationToken);
        }

        Print(onSqlite, onPostgres, rounds);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Samples of metrics, {SampleMeasures.PerCall} per call: {Median(samplesOnSqlite.Figures):F0} per second on SQLite, " +
            $"{Median(samplesOnPostgres.Figures):F0} on PostgreSQL."));
    }

    private static void Print(StoreMeasures sqlite, StoreMeasures postgres, int rounds)
    {
        Console.WriteLine("| writer | SQLite, durable writes per second | against its bare loop | PostgreSQL | against its bare loop | PostgreSQL to SQLite |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|");
        for (var i = 0; i < sqlite.Writers - 1; i++)
        {
            var (s, p) = (Median(sqlite.Figures(i)), Median(postgres.Figures(i)));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {sqlite.NameOf(i)} | {s:F0} | {s / Median(sqlite.Figures(0)):F2} x | {p:F0} | {p / Median(postgres.Figures(0)):F2} x | {p / s:F2} x |"));
        }

        Console.WriteLine();
        foreach (var store in new[] { sqlite, postgres })
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"One commit of 100 changes, {store.Name}: {Median(store.Figures(store.Writers - 1)):F1} ms (median of {rounds} rounds)."));
        }
    }
}
