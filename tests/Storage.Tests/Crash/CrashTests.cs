using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Orchestry.Core.Journal;
using Orchestry.Storage.Sqlite;
using Xunit.Abstractions;

namespace Orchestry.Storage.Tests.Crash;

[Trait("Speed", "Slow")]
public sealed class CrashTests(ITestOutputHelper output) : IDisposable
{
    private const int Rounds = 30;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_process_killed_at_any_moment_loses_nothing_it_has_acknowledged()
    {
        var seed = Random.Shared.Next(1_000_000);
        output.WriteLine($"Seed {seed}");
        var random = new Random(seed);
        var acknowledged = new List<string>();
        for (var round = 0; round < Rounds; round++)
        {
            acknowledged.AddRange(await WriteUntilKilledAsync(round, random));
        }

        await using (var store = new SqliteStore(new SqliteOptions { Folder = _folder.Path }, NullLogger<SqliteStore>.Instance))
        {
            await store.OpenAsync(CancellationToken.None);
            var snapshot = await store.LoadAsync(CancellationToken.None);
            var journal = await store.ReadJournalAsync(0, int.MaxValue, CancellationToken.None);
            output.WriteLine($"{Rounds} kills, {acknowledged.Count} acknowledged appends, {journal.Count} changes stored");

            Assert.Equal(Enumerable.Range(1, (int)snapshot.Revision), journal.Select(entry => (int)entry.Revision));
            Assert.All(acknowledged, line => AssertStored(line, journal));
            Assert.Equal(Replay(journal), snapshot.Resources.ToDictionary(resource => resource.Key));
        }

        Assert.True(acknowledged.Count > Rounds, $"Only {acknowledged.Count} appends were acknowledged: the test shows nothing.");
        Assert.Equal("ok", CheckIntegrity());
    }

    [Fact]
    public async Task A_folder_is_refused_while_another_process_writes_in_it_and_free_when_that_one_is_killed()
    {
        using var other = WriterProcess.Start(_folder.Path, seed: 1);
        Assert.NotNull(await other.ReadLineAsync());

        await using (var store = new SqliteStore(new SqliteOptions { Folder = _folder.Path }, NullLogger<SqliteStore>.Instance))
        {
            var refused = await Assert.ThrowsAsync<StoreException>(() => store.OpenAsync(CancellationToken.None));
            Assert.StartsWith(
                $"The data folder {_folder.Path} is in use by another controller, process {other.Id}. Stop that one first",
                refused.Message, StringComparison.Ordinal);

            other.Kill();
            await other.ReadToEndAsync();
            await other.WaitForExitAsync();
            await store.OpenAsync(CancellationToken.None);
            await store.CommitAsync([Some.Note()], term: 1, CancellationToken.None);
        }
    }

    /// <summary>Kills within the start-up in every third round, and otherwise some milliseconds after some number of appends.</summary>
    private async Task<IReadOnlyList<string>> WriteUntilKilledAsync(int round, Random random)
    {
        using var process = WriterProcess.Start(_folder.Path, round);
        var isInStartUp = round % 3 == 0;
        var acknowledged = new List<string>();
        for (var wanted = isInStartUp ? 0 : random.Next(1, 200); acknowledged.Count < wanted;)
        {
            acknowledged.Add(await process.ReadLineAsync() ?? throw new InvalidOperationException("The writer ended by itself."));
        }

        await Task.Delay(TimeSpan.FromMilliseconds(random.NextDouble() * (isInStartUp ? 400 : 20)), TimeProvider.System);
        process.Kill();
        acknowledged.AddRange(await process.ReadToEndAsync());
        Assert.Equal(WriterProcess.KilledExitCode, await process.WaitForExitAsync());
        return acknowledged;
    }

    private static void AssertStored(string line, IReadOnlyList<JournalEntry> journal)
    {
        var parts = line.Split('|');
        var first = int.Parse(parts[0], CultureInfo.InvariantCulture);
        Assert.True(journal.Count >= first + parts.Length - 2, $"Acknowledged and lost: {line}");
        Assert.Equal(parts[1..], journal.Skip(first - 1).Take(parts.Length - 1).Select(entry => entry.Event.Message));
    }

    private static Dictionary<ResourceKey, Resource> Replay(IReadOnlyList<JournalEntry> journal)
    {
        var resources = new Dictionary<ResourceKey, Resource>();
        foreach (var entry in journal)
        {
            if (entry.Key is { } key)
            {
                resources.Remove(key);
                if (!entry.IsDelete)
                {
                    resources[key] = new Resource(key, entry.Revision, entry.Event.Message, null);
                }
            }
        }

        return resources;
    }

    private string? CheckIntegrity()
    {
        using var connection = new SqliteConnection($"Data Source={_folder.File("orchestry.db")};Pooling=False");
        return connection.ExecuteScalar<string>("PRAGMA integrity_check");
    }
}
