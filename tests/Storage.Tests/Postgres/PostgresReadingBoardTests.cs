using System.Globalization;
using Npgsql;
using Orchestry.Core.Journal;
using Orchestry.Core.Replicas;
using Orchestry.Storage.Postgres;

namespace Orchestry.Storage.Tests.Postgres;

[Collection(SharedPostgres.Name)]
public sealed class PostgresReadingBoardTests(PostgresServer postgres) : IAsyncLifetime
{
    private readonly Stores _stores = new();
    private string _connectionString = "";
    private PostgresReadingBoard _leader = null!;
    private PostgresReadingBoard _follower = null!;

    public async Task InitializeAsync()
    {
        _connectionString = await postgres.Server.CreateDatabaseAsync();
        await _stores.OpenAsync(_connectionString);
        _leader = new PostgresReadingBoard(_stores.Database(_connectionString));
        _follower = new PostgresReadingBoard(_stores.Database(_connectionString));
    }

    public async Task DisposeAsync() => await _stores.DisposeAsync();

    [Fact]
    public async Task A_first_look_shows_the_newest_of_all_that_was_posted()
    {
        await PostAsync(Readings("web", 1), Readings("api", 1));
        await PostAsync(Readings("web", 2));

        Same([Readings("api", 1), Readings("web", 2)], (await ReadAsync(0)).Changed);
    }

    [Fact]
    public async Task A_later_look_shows_what_was_posted_since_and_nothing_when_nothing_was()
    {
        await PostAsync(Readings("web", 1), Readings("api", 1));
        var first = await ReadAsync(0);
        await PostAsync(Readings("web", 2));

        var second = await ReadAsync(first.Sequence);
        var third = await ReadAsync(second.Sequence);

        Same([Readings("web", 2)], second.Changed);
        Assert.Empty(third.Changed);
        Assert.Equal(second.Sequence, third.Sequence);
    }

    [Fact]
    public async Task A_reading_comes_back_with_every_field_whatever_its_text_holds()
    {
        var full = new AppReadings(
            "shop\0", "web\ud800", [new ProbeReading(7, Some.Noon, 3, 12.5, "refused\0 žluťoučký"), new ProbeReading(8, null, 0, null, null)]);
        await PostAsync(full);

        Same([full], (await ReadAsync(0)).Changed);
    }

    [Fact]
    public async Task Readings_that_ended_are_shown_as_none_and_swept_up_later()
    {
        await PostAsync(Readings("web", 1), Readings("api", 1));
        var before = await ReadAsync(0);
        await PostAsync(Readings("web"));

        Same([Readings("web")], (await ReadAsync(before.Sequence)).Changed);
        await ExecuteAsync("SELECT setval('readings_sequence', 5000)");
        await PostAsync(Readings("api", 2));
        Same([Readings("api", 2)], (await ReadAsync(0)).Changed);
    }

    [Fact]
    public async Task An_app_posted_twice_at_once_is_shown_as_it_was_last()
    {
        await PostAsync(Readings("web", 1), Readings("web", 2));

        Same([Readings("web", 2)], (await ReadAsync(0)).Changed);
    }

    [Fact]
    public async Task A_leader_whose_term_is_over_can_not_post()
    {
        await ExecuteAsync("UPDATE journal SET term = 5");

        var refused = await Assert.ThrowsAsync<TermPassedException>(() => _leader.PostAsync([Readings("web", 1)], 4, CancellationToken.None));

        Assert.Equal((4, 5), (refused.Ours, refused.Current));
        Assert.Empty((await ReadAsync(0)).Changed);
    }

    [Fact]
    public async Task A_post_that_hangs_in_its_transaction_is_not_overtaken_by_the_next()
    {
        await using var connection = new NpgsqlConnection(_connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var hanging = new NpgsqlCommand(PostgresSql.PostReadings, connection)
        {
            Parameters = { new() { Value = 1L }, new() { Value = new[] { "shop" } }, new() { Value = new[] { "slow" } }, new() { Value = new[] { "[]" } } },
        };
        await hanging.ExecuteNonQueryAsync();

        await Assert.ThrowsAsync<StoreException>(() => PostAsync(Readings("web", 1))); // in time, having posted nothing
        await transaction.CommitAsync();

        var first = await ReadAsync(0);
        await PostAsync(Readings("web", 2));
        Same([Readings("web", 2)], (await ReadAsync(first.Sequence)).Changed);
    }

    private static AppReadings Readings(string app, params int[] attempts) =>
        new("default", app, [.. attempts.Select(attempt => new ProbeReading(attempt, Some.Noon, 0, 1.5, null))]);

    // Records compare immutable arrays by identity.
    private static void Same(IEnumerable<AppReadings> expected, IEnumerable<AppReadings> actual) =>
        Assert.Equal(expected.Select(Text), actual.Select(Text));

    private static string Text(AppReadings app) =>
        string.Create(CultureInfo.InvariantCulture, $"{app.Namespace}/{app.App}: {string.Join("; ", app.Readings)}");

    private Task PostAsync(params AppReadings[] changed) => _leader.PostAsync(changed, 1, CancellationToken.None);

    private Task<PostedReadings> ReadAsync(long after) => _follower.ReadAsync(after, CancellationToken.None);

    private Task<string> ExecuteAsync(string sql) =>
        postgres.Server.ExecuteAsync(new NpgsqlConnectionStringBuilder(_connectionString).Database!, sql);
}
