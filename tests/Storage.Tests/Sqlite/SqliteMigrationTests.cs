using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Orchestry.Core.Journal;
using Orchestry.Core.Metrics;
using Orchestry.Storage.Sqlite;
using Orchestry.Storage.Sqlite.Metrics;
using Orchestry.Storage.Sqlite.Migrations;

namespace Orchestry.Storage.Tests.Sqlite;

public sealed class SqliteMigrationTests : IDisposable
{
    private static readonly SqliteMigration Next =
        new(SqliteMigration.All[^1].Version + 1, "the next step", "CREATE TABLE next_step (x INTEGER); INSERT INTO next_step VALUES (1)");

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Steps_are_numbered_from_one_without_a_gap() =>
        Assert.Equal(Enumerable.Range(1, SqliteMigration.All.Count), SqliteMigration.All.Select(step => step.Version));

    [Fact]
    public async Task A_newer_schema_is_refused_naming_both_versions_the_file_and_what_to_do()
    {
        Open([.. SqliteMigration.All, Next]).Dispose();
        await using var store = new SqliteStore(new SqliteOptions { Folder = _folder.Path }, NullLogger<SqliteStore>.Instance);

        var refused = await Assert.ThrowsAsync<StoreException>(() => store.OpenAsync(CancellationToken.None));

        Assert.Equal(
            $"{_folder.File("orchestry.db")} has schema version {Next.Version}, and this program knows versions up to {Next.Version - 1}: a newer " +
            "release has used it. Run that release (or a newer one), or restore the backup taken before the upgrade.", refused.Message);
    }

    [Fact]
    public void An_older_schema_is_migrated_and_keeps_its_data()
    {
        using (var older = Open(SqliteMigration.All))
        {
            older.Writer.Commit([Some.Put("web")], term: 3);
        }

        using var newer = Open([.. SqliteMigration.All, Next]);

        Assert.Equal(1, Ask("SELECT x FROM next_step"));
        Assert.Equal(Next.Version, Ask("SELECT version FROM schema_version"));
        Assert.Equal(1, newer.Reader.Load().Revision);
    }

    [Fact]
    public async Task A_file_of_the_first_version_is_brought_up_and_takes_samples()
    {
        Directory.CreateDirectory(_folder.Path);
        using (var older = new SqliteConnection($"Data Source={_folder.File("orchestry.db")};Pooling=False"))
        {
            await older.OpenAsync();
            SqliteSchema.Migrate(older, [.. SqliteMigration.All.Take(1)], "older", NullLogger.Instance);
            using var writer = new SqliteWriter(older);
            writer.Commit([Some.Put("web")], term: 3);
        }

        await using var store = new SqliteStore(new SqliteOptions { Folder = _folder.Path }, NullLogger<SqliteStore>.Instance);
        await store.OpenAsync(CancellationToken.None);
        await new SqliteMetricHistory(store).AppendAsync([new MetricSample { App = "web", At = Some.Noon }], 3, CancellationToken.None);

        Assert.Equal(Next.Version - 1, Ask("SELECT version FROM schema_version"));
        Assert.Equal(1, Ask("SELECT count(*) FROM metric_samples"));
        Assert.Equal(1, (await store.LoadAsync(CancellationToken.None)).Revision);
    }

    [Fact]
    public void A_step_is_run_once()
    {
        Open([.. SqliteMigration.All, Next]).Dispose();
        Open([.. SqliteMigration.All, Next]).Dispose();

        Assert.Equal(1, Ask("SELECT count(*) FROM next_step"));
    }

    [Fact]
    public void A_step_that_fails_leaves_nothing_of_itself_and_frees_the_folder()
    {
        var broken = Next with { Sql = "CREATE TABLE next_step (x INTEGER); INSERT INTO missing VALUES (1)" };

        Assert.Throws<SqliteException>(() => Open([.. SqliteMigration.All, broken]));

        Assert.Equal(Next.Version - 1, Ask("SELECT version FROM schema_version"));
        Assert.Equal(0, Ask("SELECT count(*) FROM sqlite_master WHERE name = 'next_step'"));
        Open([.. SqliteMigration.All, Next]).Dispose();
    }

    private OpenSqlite Open(IReadOnlyList<SqliteMigration> steps) =>
        OpenSqlite.Open(new SqliteOptions { Folder = _folder.Path }, steps, NullLogger.Instance);

    private long Ask(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_folder.File("orchestry.db")};Pooling=False");
        return connection.ExecuteScalar<long>(sql);
    }
}
