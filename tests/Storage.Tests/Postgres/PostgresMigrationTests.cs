using Microsoft.Extensions.Logging;
using Orchestry.Core.Journal;
using Orchestry.Storage.Postgres;
using Orchestry.Storage.Postgres.Migrations;
using Orchestry.Testing;

namespace Orchestry.Storage.Tests.Postgres;

[Collection(SharedPostgres.Name)]
public sealed class PostgresMigrationTests(PostgresServer postgres) : IAsyncLifetime
{
    private static readonly int Known = PostgresMigration.All[^1].Version;

    private static readonly PostgresMigration Next =
        new(Known + 1, "the next step", "CREATE TABLE next_step (x integer); INSERT INTO next_step VALUES (1)");

    private static readonly PostgresMigration AfterNext = new(Known + 2, "the step after", "CREATE TABLE step_after (x integer)");

    private readonly Stores _stores = new();
    private string _connectionString = "";

    public async Task InitializeAsync() => _connectionString = await postgres.Server.CreateDatabaseAsync();

    public async Task DisposeAsync() => await _stores.DisposeAsync();

    [Fact]
    public void Steps_are_numbered_from_one_without_a_gap() =>
        Assert.Equal(Enumerable.Range(1, PostgresMigration.All.Count), PostgresMigration.All.Select(step => step.Version));

    [Fact]
    public async Task Three_nodes_that_start_at_once_run_each_step_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => OpenAsync([.. PostgresMigration.All, Next]))));

        Assert.Equal("1", await AskAsync("SELECT count(*) FROM next_step"));
        Assert.Equal($"{Next.Version}", await AskAsync("SELECT string_agg(version::text, ',') FROM schema_version"));
    }

    [Fact]
    public async Task An_older_schema_is_migrated_and_keeps_its_data()
    {
        var older = await OpenAsync(PostgresMigration.All);
        await older.CommitAsync([Some.Put("web")], term: 3, CancellationToken.None);

        var newer = await OpenAsync([.. PostgresMigration.All, Next]);

        Assert.Equal(1, (await newer.LoadAsync(CancellationToken.None)).Revision);
    }

    [Fact]
    public async Task A_program_of_the_version_before_goes_on_while_a_node_of_this_one_brings_the_schema_up()
    {
        var before = await OpenAsync([.. PostgresMigration.All.Take(1)]);
        await before.CommitAsync([Some.Put("web")], term: 1, CancellationToken.None);
        await AskAsync("INSERT INTO readings (namespace, app, sequence, content) VALUES ('default', 'web', nextval('readings_sequence'), '[]')");

        await OpenAsync([.. PostgresMigration.All.Take(2)]);

        Assert.Equal("2", await AskAsync("SELECT version FROM schema_version"));
        Assert.Equal(2, await before.CommitAsync([Some.Put("web", "{1}")], term: 1, CancellationToken.None));
        await OpenAsync([.. PostgresMigration.All.Take(1)]); // also when it is started again
        var board = new PostgresReadingBoard(_stores.Database(_connectionString));
        Assert.Null(Assert.Single((await board.ReadAsync(0, CancellationToken.None)).Changed).Metrics);
    }

    [Fact]
    public async Task A_schema_one_version_ahead_is_served_and_the_log_says_so()
    {
        await OpenAsync([.. PostgresMigration.All, Next]);
        using var log = new CapturingLoggerFactory();
        await using var store = new PostgresStore(_stores.Database(_connectionString), log.CreateLogger<PostgresStore>());

        await store.OpenAsync(CancellationToken.None);

        Assert.Equal(1, await store.CommitAsync([Some.Put("web")], term: 1, CancellationToken.None));
        Assert.Contains(
            $"schema version {Next.Version}, one more than this program knows ({Known})", Assert.Single(log.WithId(4102)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_schema_two_versions_ahead_is_refused_naming_the_versions_and_what_to_do()
    {
        await OpenAsync([.. PostgresMigration.All, Next, AfterNext]);

        var refused = await Assert.ThrowsAsync<StoreException>(() => OpenAsync(PostgresMigration.All));

        Assert.Equal(
            $"127.0.0.1:{postgres.Server.Port}/{DatabaseName} has schema version {Known + 2}, and this program knows versions up to {Known} and runs " +
            $"on {Known + 1}: a newer release has used it. Run that release (or a newer one), or restore the backup taken before the upgrade.",
            refused.Message);
    }

    [Fact]
    public async Task A_step_that_a_running_node_could_not_live_with_is_refused_naming_that_node()
    {
        await OpenAsync(PostgresMigration.All);
        await BeatAsync("node-1", schemaVersion: Known, secondsAgo: 5);
        await BeatAsync("node-2", schemaVersion: Known + 1, secondsAgo: 5);

        var refused = await Assert.ThrowsAsync<StoreException>(() => OpenAsync([.. PostgresMigration.All, Next, AfterNext]));

        Assert.EndsWith(
            $"can't be migrated to schema version {Known + 2} while nodes run that know less than version {Known + 1}: node-1 (release 1.0.0, schema " +
            $"version {Known}). Upgrade those first, to the release before this one, or stop them.", refused.Message, StringComparison.Ordinal);
        Assert.Equal($"{Known + 1}", await AskAsync("SELECT version FROM schema_version"));
    }

    [Fact]
    public async Task A_node_that_has_been_silent_for_half_a_minute_holds_no_step_up()
    {
        await OpenAsync(PostgresMigration.All);
        await BeatAsync("node-1", schemaVersion: Known, secondsAgo: 31);

        await OpenAsync([.. PostgresMigration.All, Next, AfterNext]);

        Assert.Equal($"{Known + 2}", await AskAsync("SELECT version FROM schema_version"));
    }

    [Fact]
    public async Task A_step_that_fails_leaves_nothing_of_itself_and_can_be_tried_again()
    {
        var broken = Next with { Sql = "CREATE TABLE next_step (x integer); INSERT INTO missing VALUES (1)" };

        await Assert.ThrowsAsync<StoreException>(() => OpenAsync([.. PostgresMigration.All, broken]));

        Assert.Equal($"{Known}", await AskAsync("SELECT version FROM schema_version"));
        Assert.Equal("", await AskAsync("SELECT to_regclass('next_step')"));
        await OpenAsync([.. PostgresMigration.All, Next]);
    }

    private string DatabaseName => new Npgsql.NpgsqlConnectionStringBuilder(_connectionString).Database!;

    private async Task<PostgresStore> OpenAsync(IReadOnlyList<PostgresMigration> steps)
    {
        var store = _stores.Store(_stores.Database(_connectionString), steps);
        await store.OpenAsync(CancellationToken.None);
        return store;
    }

    private Task<string> AskAsync(string sql) => postgres.Server.ExecuteAsync(DatabaseName, sql);

    private Task<string> BeatAsync(string node, int schemaVersion, int secondsAgo) => AskAsync(
        $"""
        INSERT INTO cluster_nodes (node_id, hostname, api_url, version, schema_version, started_at, last_heartbeat)
        VALUES ('{node}', 'host', 'http://host:8000', '1.0.0', {schemaVersion}, now(), now() - interval '{secondsAgo} seconds')
        """);
}
