using Microsoft.Extensions.Logging.Abstractions;
using Orchestry.Core.Journal;
using Orchestry.Storage.Sqlite;
using Orchestry.Testing.Journal;

namespace Orchestry.Storage.Tests;

/// <summary>Random histories, run side by side on the store in memory and on SQLite: no answer may differ.</summary>
public sealed class RandomHistoryTests : IDisposable
{
    private const int Steps = 150;

    private static readonly string?[] Applications = [null, "web", "api"];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Both_stores_give_the_same_answers_throughout_a_random_history(int seed)
    {
        var random = new Random(seed);
        await using var model = new FakeStore();
        await model.OpenAsync(CancellationToken.None);
        var store = await OpenAsync();
        try
        {
            for (var step = 0; step < Steps; step++)
            {
                if (random.Next(30) == 0)
                {
                    await store.DisposeAsync();
                    store = await OpenAsync();
                }

                var (name, ask) = RandomStep(random);
                Assert.Equal($"{step} {name}: {await ask(model)}", $"{step} {name}: {await ask(store)}");
            }
        }
        finally
        {
            await store.DisposeAsync();
        }
    }

    private static (string Name, Func<IStore, Task<string>> Ask) RandomStep(Random random)
    {
        var name = $"app-{random.Next(6)}";
        switch (random.Next(8))
        {
            case 0:
                var query = RandomQuery(random);
                return ($"{query}", async store =>
                {
                    var page = await store.QueryEventsAsync(query, CancellationToken.None);
                    return $"{page.Total} {string.Join('\n', page.Events)}";
                });
            case 1:
                var (after, limit) = (random.Next(200), random.Next(1, 40));
                return ("journal", async store => string.Join('\n', await store.ReadJournalAsync(after, limit, CancellationToken.None)));
            case 2:
                return ($"find {name}", async store => $"{await store.FindAsync(Some.App(name), CancellationToken.None)}");
            case 3 when random.Next(4) == 0:
                var olderThan = RandomTime(random).AddHours(-8);
                return ("prune", async store => $"{await store.PruneEventsAsync(olderThan, CancellationToken.None)}");
            case 3 or 4:
                return ("load", async store =>
                {
                    var snapshot = await store.LoadAsync(CancellationToken.None);
                    return $"{snapshot.Revision} {string.Join('\n', snapshot.Resources.OrderBy(r => r.Key.Name, StringComparer.Ordinal))}";
                });
            default:
                Change[] changes = [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => RandomChange(random))];
                var term = 10 - (random.Next(10) / 9);
                return ($"commit {changes.Length}", store => CommitAsync(store, changes, term));
        }
    }

    private static async Task<string> CommitAsync(IStore store, Change[] changes, long term)
    {
        try
        {
            return $"{await store.CommitAsync(changes, term, CancellationToken.None)}";
        }
        catch (TermPassedException e)
        {
            return e.Message;
        }
    }

    private static Change RandomChange(Random random)
    {
        var key = Some.App($"app-{random.Next(6)}");
        var recorded = new EventRecord
        {
            Type = (EventType)random.Next(4),
            Level = (EventLevel)random.Next(3),
            Component = "test",
            Reason = "Tested",
            Application = Applications[random.Next(3)],
            Message = $"{random.NextInt64()}",
            Details = random.Next(2) == 0 ? null : $"{{\"n\":{random.Next()}}}",
            At = RandomTime(random),
        };
        return new Change(recorded, random.Next(5) switch
        {
            0 => null,
            1 => new Mutation.Delete(key),
            _ => new Mutation.Put(key, $"{random.Next()}", random.Next(2) == 0 ? null : "up"),
        });
    }

    private static EventQuery RandomQuery(Random random) => new(
        Applications[random.Next(3)],
        random.Next(3) == 0 ? (EventType)random.Next(4) : null,
        random.Next(3) == 0 ? (EventLevel)random.Next(3) : null,
        random.Next(3) == 0 ? RandomTime(random) : null,
        random.Next(3) == 0 ? random.Next(1, 200) : null,
        random.Next(1, 20));

    private static DateTimeOffset RandomTime(Random random) =>
        Some.Noon.AddTicks(random.NextInt64(TimeSpan.TicksPerDay)).ToOffset(TimeSpan.FromHours(random.Next(-12, 13)));

    private async Task<SqliteStore> OpenAsync()
    {
        var store = new SqliteStore(new SqliteOptions { Folder = _folder.Path }, NullLogger<SqliteStore>.Instance);
        await store.OpenAsync(CancellationToken.None);
        return store;
    }
}
