using Microsoft.Extensions.Logging.Abstractions;
using Orchestry.Core.Journal;
using Orchestry.Storage.Postgres;

namespace Orchestry.Storage.Tests.Postgres;

[Collection(SharedPostgres.Name)]
public sealed class PostgresStoreContract(PostgresServer postgres) : StoreContract
{
    private readonly List<PostgresDatabase> _databases = [];
    private string _connectionString = "";

    protected override IStore Connect()
    {
        var database = new PostgresDatabase(
            new PostgresOptions { ConnectionString = _connectionString }, TimeProvider.System, NullLogger<PostgresDatabase>.Instance);
        _databases.Add(database);
        return new PostgresStore(database, NullLogger<PostgresStore>.Instance);
    }

    public override async Task InitializeAsync()
    {
        _connectionString = await postgres.Server.CreateDatabaseAsync();
        await base.InitializeAsync();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var database in _databases)
        {
            await database.DisposeAsync();
        }
    }
}
