using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Orchestry.Core.Journal;
using Orchestry.Core.Metrics;
using Orchestry.Storage.Metrics;
using Orchestry.Storage.Sqlite;
using Orchestry.Storage.Sqlite.Metrics;
using Orchestry.Storage.Tests.Metrics;

namespace Orchestry.Storage.Tests.Sqlite;

public sealed class SqliteMetricHistoryContract : MetricHistoryContract, IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private readonly SqliteStore _store;

    public SqliteMetricHistoryContract()
    {
        _store = new SqliteStore(new SqliteOptions { Folder = _folder.Path, BusyTimeout = TimeSpan.FromSeconds(1) }, NullLogger<SqliteStore>.Instance);
        History = new SqliteMetricHistory(_store);
    }

    protected override IMetricHistory History { get; }

    public Task InitializeAsync() => _store.OpenAsync(CancellationToken.None);

    public async Task DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    protected override async Task BeginTermAsync(long term) => await _store.CommitAsync([Some.Note()], term, CancellationToken.None);

    [Fact]
    public async Task Samples_are_there_when_the_store_is_opened_again()
    {
        await History.AppendAsync([Sample()], 1, CancellationToken.None);
        await _store.DisposeAsync();
        Assert.False(File.Exists(_folder.File("orchestry.db-wal")));

        await using var again = new SqliteStore(new SqliteOptions { Folder = _folder.Path }, NullLogger<SqliteStore>.Instance);
        await again.OpenAsync(CancellationToken.None);

        Assert.Equal([Sample()], await ReadAsync(new SqliteMetricHistory(again)));
    }

    [Fact]
    public async Task Commits_and_appends_take_turns_and_none_of_them_fails()
    {
        var commits = Enumerable.Range(0, 50).Select(n => _store.CommitAsync([Some.Put($"app-{n}")], 1, CancellationToken.None));
        var appends = Enumerable.Range(0, 50).Select(n => History.AppendAsync([Sample() with { App = $"app-{n}" }], 1, CancellationToken.None));

        await Task.WhenAll([.. commits, .. appends]);

        Assert.Equal(50, (await _store.LoadAsync(CancellationToken.None)).Revision);
        Assert.Equal(50, Ask("SELECT count(*) FROM metric_samples"));
        Assert.Equal(50, Ask("SELECT count(*) FROM metric_rollups"));
    }

    [Fact]
    public async Task A_database_locked_by_another_program_fails_the_append_which_works_again_when_it_is_free()
    {
        using (var shell = OpenRaw())
        {
            await shell.ExecuteAsync("BEGIN IMMEDIATE");
            await Assert.ThrowsAsync<StoreException>(() => History.AppendAsync([Sample()], 1, CancellationToken.None));
            await shell.ExecuteAsync("ROLLBACK");
        }

        await History.AppendAsync([Sample()], 1, CancellationToken.None);
        Assert.Equal([Sample()], await ReadAsync(History));
    }

    [Fact]
    public async Task An_append_that_fails_in_the_middle_leaves_nothing_of_itself()
    {
        using (var shell = OpenRaw())
        {
            await shell.ExecuteAsync("CREATE TRIGGER refuse BEFORE INSERT ON metric_rollups WHEN new.app = 'web' BEGIN SELECT RAISE(ABORT, 'no'); END");
        }

        await Assert.ThrowsAsync<StoreException>(
            () => History.AppendAsync([Sample() with { App = "api" }, Sample()], 1, CancellationToken.None));

        Assert.Equal(0, Ask("SELECT count(*) FROM metric_samples") + Ask("SELECT count(*) FROM metric_rollups"));
    }

    [Fact]
    public async Task A_history_of_a_store_that_is_not_open_says_so()
    {
        await using var closed = new SqliteStore(new SqliteOptions { Folder = _folder.Path }, NullLogger<SqliteStore>.Instance);

        await Assert.ThrowsAsync<InvalidOperationException>(() => ReadAsync(new SqliteMetricHistory(closed)));
    }

    [Fact]
    public void Reading_rolling_up_and_pruning_look_up_what_they_need()
    {
        foreach (var sql in new[]
        {
            MetricSql.ReadSamples, MetricSql.ReadStretches, SqliteMetricSql.IsWhole, SqliteMetricSql.RollUp, SqliteMetricSql.PruneSamples,
            SqliteMetricSql.PruneRollups,
        })
        {
            using var connection = OpenRaw();
            var plan = connection.Query($"EXPLAIN QUERY PLAN {sql}").Select(row => (string)row.detail).ToArray();
            Assert.Contains(plan, step => step.StartsWith("SEARCH metric_", StringComparison.Ordinal));
            Assert.DoesNotContain(plan, step => step.StartsWith("SCAN metric_", StringComparison.Ordinal));
        }
    }

    private static MetricSample Sample() => new() { App = "web", At = Some.Noon, CpuPercent = 12 };

    private static Task<IReadOnlyList<MetricSample>> ReadAsync(IMetricHistory history) =>
        history.ReadAsync(new MetricQuery("web", Some.Noon, Some.Noon.AddDays(1), null, 10), CancellationToken.None);

    private long Ask(string sql)
    {
        using var connection = OpenRaw();
        return connection.ExecuteScalar<long>(sql);
    }

    private SqliteConnection OpenRaw()
    {
        var connection = new SqliteConnection($"Data Source={_folder.File("orchestry.db")};Pooling=False");
        connection.Open();
        return connection;
    }
}
