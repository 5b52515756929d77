using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using Orchestry.Core.Journal;
using Orchestry.Core.Metrics;
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
    public async Task The_figures_of_an_application_come_back_with_every_field_as_they_were_posted_last()
    {
        var figures = new MetricSample
        {
            App = "web\ud800", At = Some.Noon, CpuPercent = 12.5, MemoryPercent = double.NaN, MemoryBytes = long.MaxValue, Rps = 0.1, LatencyP50Ms = 1,
            LatencyP95Ms = 2, LatencyP99Ms = 3, ErrorsPerSecond = 0, Connections = 4, Held = 5, HealthyReplicas = 6, TotalReplicas = 7,
        };
        await PostAsync(Readings("web\ud800", 1) with { Metrics = figures with { Rps = 9 } }, Readings("api", 1));
        await PostAsync(Readings("web\ud800", 1) with { Metrics = figures });

        Assert.Equal([null, figures], (await ReadAsync(0)).Changed.Select(app => app.Metrics));

        await PostAsync(Readings("web\ud800", 2));
        Assert.Equal([null, null], (await ReadAsync(0)).Changed.Select(app => app.Metrics));
    }

    [Fact]
    public async Task A_node_of_the_version_before_posts_readings_without_figures()
    {
        await ExecuteAsync(
            """
            INSERT INTO readings (namespace, app, sequence, content) SELECT 'default', 'web', nextval('readings_sequence'), '[]'
            ON CONFLICT (namespace, app) DO UPDATE SET sequence = excluded.sequence, content = excluded.content
            """);

        Assert.Null(Assert.Single((await ReadAsync(0)).Changed).Metrics);
    }

    [Fact]
    public async Task An_application_without_readings_that_has_figures_is_swept_up_much_later()
    {
        var idle = Readings("web") with { Metrics = new MetricSample { App = "web", At = Some.Noon } };
        await PostAsync(idle);
        await ExecuteAsync("SELECT setval('readings_sequence', 50000)");
        await PostAsync(Readings("api", 1));
        Same([idle, Readings("api", 1)], (await ReadAsync(0)).Changed);

        await ExecuteAsync("SELECT setval('readings_sequence', 200000)");
        await PostAsync(Readings("api", 2));
        Same([Readings("api", 2)], (await ReadAsync(0)).Changed);
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
            Parameters = { new() { Value = 1L }, new() { Value = new[] { "shop" } }, new() { Value = new[] { "slow" } }, new() { Value = new[] { "[]" } }, new() { Value = new string?[] { null }, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text } },
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
