using Npgsql;
using Orchestry.Core.Journal;
using Orchestry.Core.Metrics;
using Orchestry.Storage.Metrics;
using Orchestry.Storage.Postgres;
using Orchestry.Storage.Postgres.Metrics;
using Orchestry.Storage.Tests.Metrics;
using Orchestry.Testing;

namespace Orchestry.Storage.Tests.Postgres;

[Collection(SharedPostgres.Name)]
public sealed class PostgresMetricHistoryContract(PostgresServer postgres) : MetricHistoryContract, IAsyncLifetime
{
    private readonly Stores _stores = new();
    private string _connectionString = "";
    private PostgresMetricHistory _history = null!;
    private PostgresStore _store = null!;

    protected override IMetricHistory History => _history;

    public async Task InitializeAsync()
    {
        _connectionString = await postgres.Server.CreateDatabaseAsync();
        _store = await _stores.OpenAsync(_connectionString);
        _history = new PostgresMetricHistory(_stores.Database(_connectionString));
    }

    public async Task DisposeAsync() => await _stores.DisposeAsync();

    protected override Task BeginTermAsync(long term) => ExecuteAsync($"UPDATE journal SET term = {term}");

    [Fact]
    public async Task Appends_to_one_stretch_at_the_same_time_lose_nothing_of_its_roll_up()
    {
        await Task.WhenAll(Enumerable.Range(0, 60).Select(n => AppendAsync("web", n)));

        Assert.Equal("60 60", await ExecuteAsync("SELECT samples || ' ' || rps_count FROM metric_rollups"));
    }

    [Fact]
    public async Task An_append_waits_for_one_under_way_and_counts_what_it_wrote()
    {
        await using var connection = new NpgsqlConnection(_connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await RunAsync(connection, PostgresMetricSql.Lock);
        await RunAsync(connection, $"INSERT INTO metric_samples (app, at, held, healthy_replicas, total_replicas) VALUES ('web', {Some.Noon.UtcTicks}, 0, 0, 0)");

        var waiting = AppendAsync("web", 1);
        await UntilAsync("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted", "1");
        await transaction.CommitAsync();
        await waiting;

        Assert.Equal("2", await ExecuteAsync("SELECT samples FROM metric_rollups"));
    }

    [Fact]
    public async Task An_append_under_way_holds_up_no_commit()
    {
        await using var connection = new NpgsqlConnection(_connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await RunAsync(connection, PostgresMetricSql.Lock);
        await RunAsync(connection, "SELECT id FROM journal WHERE term <= 1");

        Assert.Equal(1, await _store.CommitAsync([Some.Put("web")], 2, CancellationToken.None));
    }

    [Fact]
    public async Task An_append_that_fails_leaves_nothing_of_itself()
    {
        await ExecuteAsync("ALTER TABLE metric_rollups ADD CONSTRAINT refuse CHECK (app <> 'web')");

        await Assert.ThrowsAsync<StoreException>(() => AppendAsync("web", 1));

        Assert.Equal("0", await ExecuteAsync("SELECT count(*) FROM metric_samples"));
    }

    [Fact]
    public async Task Reads_and_prunes_of_a_large_history_look_up_what_they_need()
    {
        await ExecuteAsync(
            """
            INSERT INTO metric_samples (app, at, held, healthy_replicas, total_replicas)
            SELECT 'app-' || a, a * 7 + n::bigint * 100, 0, 0, 0 FROM generate_series(1, 50) AS a, generate_series(1, 1000) AS n;
            INSERT INTO metric_rollups (app, start, samples, cpu_percent_count, memory_percent_count, memory_bytes_count, rps_count, errors_per_second_count,
                held, healthy_replicas, total_replicas)
            SELECT 'app-' || a, n::bigint * 3000000000, 1, 0, 0, 0, 0, 0, 0, 0, 0 FROM generate_series(1, 50) AS a, generate_series(1, 1000) AS n;
            ANALYZE
            """);
        foreach (var (sql, values) in new (string, (string, object)[])[]
        {
            (MetricSql.ReadSamples, [("@app", "app-7"), ("@from", 500L), ("@to", 900L), ("@limit", 10)]),
            (MetricSql.ReadStretches, [("@app", "app-7"), ("@from", 500L), ("@to", 9000000000L), ("@limit", 10), ("@interval", 3000000000L)]),
            (PostgresMetricSql.PruneSamples, [("@before", 500L), ("@portion", 10)]),
            (PostgresMetricSql.PruneRollups, [("@before", 500L), ("@portion", 10)]),
        })
        {
            await using var connection = new NpgsqlConnection(_connectionString + ";Pooling=false");
            await connection.OpenAsync();
            await using var explain = new NpgsqlCommand($"EXPLAIN {sql}", connection);
            foreach (var (name, value) in values)
            {
                explain.Parameters.AddWithValue(name, value);
            }

            await using var rows = await explain.ExecuteReaderAsync();
            var plan = new List<string>();
            while (await rows.ReadAsync())
            {
                plan.Add(rows.GetString(0));
            }

            Assert.DoesNotContain(plan, step => step.Contains("Seq Scan", StringComparison.Ordinal));
        }
    }

    private Task AppendAsync(string app, int second) => History.AppendAsync(
        [new MetricSample { App = app, At = Some.Noon.AddSeconds(second), Rps = 1 }], 1, CancellationToken.None);

    private async Task UntilAsync(string sql, string answer)
    {
        using var late = new CancellationTokenSource(TestKit.Guard, TimeProvider.System);
        while (await ExecuteAsync(sql) != answer)
        {
            late.Token.ThrowIfCancellationRequested();
        }
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private Task<string> ExecuteAsync(string sql) =>
        postgres.Server.ExecuteAsync(new NpgsqlConnectionStringBuilder(_connectionString).Database!, sql);
}
