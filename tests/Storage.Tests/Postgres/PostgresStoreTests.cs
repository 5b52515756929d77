using Orchestry.Core.Journal;
using Orchestry.Storage.Postgres;
using Orchestry.Testing;

namespace Orchestry.Storage.Tests.Postgres;

/// <summary>What the PostgreSQL store does beyond the contract.</summary>
[Collection(SharedPostgres.Name)]
public sealed class PostgresStoreTests(PostgresServer postgres) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TestKit.Guard;

    private readonly Stores _stores = new();
    private string _connectionString = "";

    public async Task InitializeAsync() => _connectionString = await postgres.Server.CreateDatabaseAsync();

    public async Task DisposeAsync() => await _stores.DisposeAsync();

    [Fact]
    public async Task A_commit_wakes_those_who_wait_on_other_nodes()
    {
        var (writer, follower) = (await OpenAsync(), await OpenAsync());
        await follower.WaitForChangeAsync(Patience, CancellationToken.None); // that it listens is news: it may have missed something

        var waiting = follower.WaitForChangeAsync(Patience * 3, CancellationToken.None);
        Assert.False(waiting.IsCompleted);
        await writer.CommitAsync([Some.Put("web")], term: 1, CancellationToken.None);

        await waiting.WaitAsync(Patience, TimeProvider.System);
        Assert.Equal(1, Assert.Single(await follower.ReadJournalAsync(0, 10, CancellationToken.None)).Revision);
    }

    [Fact]
    public async Task A_commit_that_came_while_nobody_waited_completes_the_next_wait()
    {
        var (writer, follower, witness) = (await OpenAsync(), await OpenAsync(), await OpenAsync());
        await follower.WaitForChangeAsync(Patience, CancellationToken.None);
        await witness.WaitForChangeAsync(Patience, CancellationToken.None);
        await writer.CommitAsync([Some.Put("web")], term: 1, CancellationToken.None);
        await witness.WaitForChangeAsync(Patience, CancellationToken.None);

        await follower.WaitForChangeAsync(Patience * 3, CancellationToken.None).WaitAsync(Patience, TimeProvider.System);
    }

    [Fact]
    public async Task Waiting_for_a_change_ends_by_itself_and_when_it_is_given_up()
    {
        var follower = await OpenAsync();
        await follower.WaitForChangeAsync(Patience, CancellationToken.None);

        await follower.WaitForChangeAsync(TimeSpan.FromMilliseconds(1), CancellationToken.None).WaitAsync(Patience, TimeProvider.System);
        using var giveUp = new CancellationTokenSource();
        var waiting = follower.WaitForChangeAsync(Patience, giveUp.Token);
        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task An_older_leader_on_another_node_is_fenced_off_by_the_first_word_of_a_newer_one()
    {
        var (former, newer) = (await OpenAsync(), await OpenAsync());
        await former.CommitAsync([Some.Put("web")], term: 1, CancellationToken.None);
        await ExecuteAsync("UPDATE journal SET term = 2"); // what taking office does

        var refused = await Assert.ThrowsAsync<TermPassedException>(
            () => former.CommitAsync([Some.Delete("web")], term: 1, CancellationToken.None));

        Assert.Equal((1, 2), (refused.Ours, refused.Current));
        Assert.Equal(2, await newer.CommitAsync([Some.Note()], term: 2, CancellationToken.None));
        Assert.Equal("1,2", await ExecuteAsync("SELECT string_agg(term::text, ',' ORDER BY revision) FROM events"));
        Assert.NotNull(await newer.FindAsync(Some.App("web"), CancellationToken.None));
    }

    [Fact]
    public async Task A_commit_is_durable_even_where_the_server_was_told_not_to_wait_for_its_disk()
    {
        var store = await OpenAsync();
        // Runs within the commit, after the statement has done its work.
        await ExecuteAsync(
            """
            CREATE TABLE seen (mode text);
            CREATE FUNCTION look() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
                INSERT INTO seen VALUES (current_setting(''synchronous_commit'')); RETURN NULL; END';
            CREATE CONSTRAINT TRIGGER look AFTER INSERT ON events DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION look();
            """);

        await store.CommitAsync([Some.Note()], term: 1, CancellationToken.None);

        Assert.Equal("off", await ExecuteAsync("SHOW synchronous_commit"));
        Assert.Equal("on", await ExecuteAsync("SELECT mode FROM seen"));
    }

    [Fact]
    public async Task A_statement_that_fails_within_a_commit_undoes_the_whole_commit()
    {
        var store = await OpenAsync();
        await ExecuteAsync("ALTER TABLE resources ADD CONSTRAINT refuse CHECK (name <> 'bad')");

        var refused = await Assert.ThrowsAsync<StoreException>(() => store.CommitAsync(
            [Some.Put("good"), Some.Put("bad"), Some.Put("better")], term: 1, CancellationToken.None));

        Assert.Contains("code 23514", refused.Message, StringComparison.Ordinal);
        Assert.Empty((await store.LoadAsync(CancellationToken.None)).Resources);
        Assert.Equal(1, await store.CommitAsync([Some.Note()], term: 1, CancellationToken.None));
    }

    [Fact]
    public async Task A_store_that_is_not_open_says_so()
    {
        var store = _stores.Store(_stores.Database(_connectionString));

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => store.PingAsync(CancellationToken.None));

        Assert.Equal("The store is not open: call OpenAsync first.", refused.Message);
    }

    [Fact]
    public async Task Pruning_many_events_goes_in_portions()
    {
        var store = await OpenAsync();
        await store.CommitAsync([.. Enumerable.Repeat(Some.Note(), 5000)], term: 1, CancellationToken.None);

        Assert.Equal(5000, await store.PruneEventsAsync(Some.Noon.AddTicks(1), CancellationToken.None));
    }

    [Theory]
    [InlineData("application = 'web'", "events_by_application")]
    [InlineData("at < 5", "events_by_time")]
    public async Task Reading_and_pruning_events_can_use_an_index(string condition, string index)
    {
        await OpenAsync();

        var plan = await ExecuteAsync($"SET enable_seqscan = off; EXPLAIN SELECT * FROM events WHERE {condition}");

        Assert.Contains(index, plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_does_not_exist_is_refused_saying_what_to_do()
    {
        var store = _stores.Store(_stores.Database(postgres.Server.ConnectionString("nowhere")));

        var refused = await Assert.ThrowsAsync<StoreException>(() => store.OpenAsync(CancellationToken.None));

        Assert.Equal($"127.0.0.1:{postgres.Server.Port}/nowhere does not exist. Create it (createdb), owned by this node's user.", refused.Message);
    }

    private Task<PostgresStore> OpenAsync() => _stores.OpenAsync(_connectionString);

    private Task<string> ExecuteAsync(string sql) =>
        postgres.Server.ExecuteAsync(new Npgsql.NpgsqlConnectionStringBuilder(_connectionString).Database!, sql);
}
