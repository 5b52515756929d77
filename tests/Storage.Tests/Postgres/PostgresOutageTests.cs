using Npgsql;
using Orchestry.Core.Journal;
using Orchestry.Storage.Postgres;
using Orchestry.Testing;
using Orchestry.Testing.Postgres;

namespace Orchestry.Storage.Tests.Postgres;

/// <summary>The server goes away, for good or for a while. Each test has a server of its own.</summary>
public sealed class PostgresOutageTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TestKit.Guard;

    private readonly Stores _stores = new();
    private PrivatePostgres _server = null!;
    private string _connectionString = "";

    public async Task InitializeAsync()
    {
        _server = await PrivatePostgres.StartAsync();
        _connectionString = await _server.CreateDatabaseAsync();
    }

    public async Task DisposeAsync()
    {
        await _stores.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("fast")]
    [InlineData("immediate")]
    public async Task A_database_that_was_stopped_heals_by_itself_when_it_is_started_again(string mode)
    {
        var store = await _stores.OpenAsync(_connectionString);
        await CommitAsync(store);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => store.LoadAsync(CancellationToken.None))); // a pool full of connections

        await _server.StopServerAsync(mode);
        await Assert.ThrowsAnyAsync<StoreException>(() => CommitAsync(store));
        await Assert.ThrowsAsync<StoreException>(() => store.LoadAsync(CancellationToken.None));
        await Assert.ThrowsAsync<StoreException>(() => store.PingAsync(CancellationToken.None));
        await store.WaitForChangeAsync(TimeSpan.FromMilliseconds(10), CancellationToken.None);
        await _server.StartServerAsync();

        var revision = await EventuallyAsync(() => CommitAsync(store));
        Assert.Equal(2, revision); // the commit that failed while it was down has left nothing
        Assert.Equal(2, (await EventuallyAsync(() => store.LoadAsync(CancellationToken.None))).Revision);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => store.PingAsync(CancellationToken.None)));
    }

    [Fact]
    public async Task A_connection_that_breaks_between_two_statements_of_one_piece_of_work_is_told_as_one_that_broke()
    {
        var database = _stores.Database(_connectionString);

        var error = await Assert.ThrowsAsync<StoreException>(() => database.AskAsync(
            async connection =>
            {
                await using var end = new NpgsqlCommand("SELECT pg_terminate_backend(pg_backend_pid())", connection);
                await Assert.ThrowsAnyAsync<NpgsqlException>(() => end.ExecuteScalarAsync());
                await using var next = new NpgsqlCommand("SELECT 1", connection);
                return await next.ExecuteScalarAsync();
            },
            CancellationToken.None));

        Assert.Contains("broke", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task News_come_in_again_after_the_database_was_away()
    {
        var (writer, follower) = (await _stores.OpenAsync(_connectionString), await _stores.OpenAsync(_connectionString));
        await follower.WaitForChangeAsync(Patience, CancellationToken.None); // it listens now
        await _server.StopServerAsync();
        await _server.StartServerAsync();
        await follower.WaitForChangeAsync(Patience, CancellationToken.None); // it listens again, and may have missed something

        var waiting = follower.WaitForChangeAsync(Patience * 3, CancellationToken.None);
        await EventuallyAsync(() => CommitAsync(writer));

        await waiting.WaitAsync(Patience, TimeProvider.System);
    }

    [Fact]
    public async Task The_promoted_replica_is_found_among_several_hosts()
    {
        await using var replica = await _server.StartReplicaAsync();
        var both = $"Host=127.0.0.1:{_server.Port},127.0.0.1:{replica.Port};Username=orchestry;Database={DatabaseName}";
        var store = await _stores.OpenAsync(both);
        await CommitAsync(store);
        await replica.CatchUpWithAsync(_server);

        await _server.StopServerAsync("immediate");
        await Assert.ThrowsAnyAsync<StoreException>(() => CommitAsync(store));
        await replica.PromoteAsync();

        Assert.Equal(2, await EventuallyAsync(() => CommitAsync(store)));
        Assert.Equal(2, (await EventuallyAsync(() => store.LoadAsync(CancellationToken.None))).Revision);
    }

    [Fact]
    public async Task A_standby_alone_is_not_written_to_and_the_message_says_what_is_missing()
    {
        await using var replica = await _server.StartReplicaAsync();

        var refused = await Assert.ThrowsAsync<StoreException>(() => _stores.OpenAsync(replica.ConnectionString(DatabaseName)));

        Assert.Equal(
            $"127.0.0.1:{replica.Port}/{DatabaseName} can't be reached, or is not a primary. Check that PostgreSQL runs there and accepts " +
            "connections; it is tried again.", refused.Message);
    }

    private string DatabaseName => new Npgsql.NpgsqlConnectionStringBuilder(_connectionString).Database!;

    private static Task<long> CommitAsync(PostgresStore store) => store.CommitAsync([Some.Put("web")], term: 1, CancellationToken.None);

    private static async Task<T> EventuallyAsync<T>(Func<Task<T>> work)
    {
        for (var start = TimeProvider.System.GetTimestamp(); ;)
        {
            try
            {
                return await work();
            }
            catch (StoreException e) when (e is not OutcomeUnknownException && TimeProvider.System.GetElapsedTime(start) < Patience)
            {
            }
        }
    }
}
