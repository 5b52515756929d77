using Orchestry.Testing.Postgres;

namespace Orchestry.Storage.Tests.Postgres;

/// <summary>
/// One server for all tests that don't harm it; each takes a database of its own. Where PostgreSQL is not installed they fail, saying so:
/// a store that was not tested must not look as if it had been.
/// </summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private PrivatePostgres? _server;

    internal PrivatePostgres Server => _server!;

    public async Task InitializeAsync() => _server = await PrivatePostgres.StartAsync();

    public async Task DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }
}

/// <summary>The tests that share the server.</summary>
[CollectionDefinition(Name)]
public sealed class SharedPostgres : ICollectionFixture<PostgresServer>
{
    public const string Name = "PostgreSQL";
}
