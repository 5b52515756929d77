using Microsoft.Extensions.Logging.Abstractions;
using Orchestry.Storage.Postgres;
using Orchestry.Storage.Postgres.Migrations;

namespace Orchestry.Storage.Tests.Postgres;

/// <summary>Opens stores for a test, and closes them with their databases in the end.</summary>
internal sealed class Stores : IAsyncDisposable
{
    private readonly List<PostgresDatabase> _databases = [];
    private readonly List<PostgresStore> _stores = [];

    /// <param name="connectionString">Where it is.</param>
    /// <param name="time">Null: the system's.</param>
    /// <param name="patience">Seconds that connecting may take, and a command: short only where a test is about that, since machines are slow at times.</param>
    public PostgresDatabase Database(string connectionString, TimeProvider? time = null, int patience = 10)
    {
        var database = new PostgresDatabase(
            new PostgresOptions
            {
                ConnectionString = connectionString,
                ConnectTimeout = TimeSpan.FromSeconds(patience),
                CommandTimeout = TimeSpan.FromSeconds(patience),
            },
            time ?? TimeProvider.System,
            NullLogger<PostgresDatabase>.Instance);
        _databases.Add(database);
        return database;
    }

    public PostgresStore Store(PostgresDatabase database, IReadOnlyList<PostgresMigration>? steps = null)
    {
        var store = new PostgresStore(database, steps ?? PostgresMigration.All, NullLogger<PostgresStore>.Instance);
        _stores.Add(store);
        return store;
    }

    public async Task<PostgresStore> OpenAsync(string connectionString, TimeProvider? time = null, int patience = 10)
    {
        var store = Store(Database(connectionString, time, patience));
        await store.OpenAsync(CancellationToken.None);
        return store;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _stores)
        {
            await store.DisposeAsync();
        }

        foreach (var database in _databases)
        {
            await database.DisposeAsync();
        }
    }
}
