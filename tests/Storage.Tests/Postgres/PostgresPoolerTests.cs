using Npgsql;
using Orchestry.Core.Journal;
using Orchestry.Testing.Postgres;

namespace Orchestry.Storage.Tests.Postgres;

[Collection(SharedPostgres.Name)]
public sealed class PostgresPoolerTests(PostgresServer postgres)
{
    [Fact]
    public async Task The_store_works_behind_a_pooler_that_gives_each_transaction_another_session()
    {
        var database = new NpgsqlConnectionStringBuilder(await postgres.Server.CreateDatabaseAsync()).Database!;
        await using var pooler = await PrivatePooler.StartAsync(postgres.Server, sessions: 2);
        await using var stores = new Stores();
        var (writer, other) = (
            await stores.OpenAsync(postgres.Server.ConnectionString(database, pooler.Port)),
            await stores.OpenAsync(postgres.Server.ConnectionString(database, pooler.Port)));

        await Task.WhenAll(Enumerable.Range(0, 40).Select<int, Task>(n => (n % 4) switch
        {
            0 => writer.CommitAsync([Some.Put($"{n}"), Some.Note()], term: 1, CancellationToken.None),
            1 => other.LoadAsync(CancellationToken.None),
            2 => other.QueryEventsAsync(new EventQuery(Limit: 5), CancellationToken.None),
            _ => writer.FindAsync(Some.App("0"), CancellationToken.None),
        }));

        Assert.Equal(20, (await other.LoadAsync(CancellationToken.None)).Revision);
        Assert.Equal(Enumerable.Range(1, 20), (await other.ReadJournalAsync(0, 100, CancellationToken.None)).Select(entry => (int)entry.Revision));
    }
}
