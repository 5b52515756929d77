using System.Runtime.Versioning;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Orchestry.Core.Journal;
using Orchestry.Storage.Sqlite;

namespace Orchestry.Storage.Tests.Sqlite;

public sealed class SqliteStoreTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private readonly SqliteStore _store;

    public SqliteStoreTests() => _store = NewStore();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task The_folder_and_every_file_in_it_are_for_their_owner_alone()
    {
        await OpenAsync();
        await CommitAsync();

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder.Path));
        var files = Directory.GetFiles(_folder.Path);
        Assert.Contains(_folder.File("orchestry.db-wal"), files);
        Assert.All(files, file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
    }

    [Fact]
    public async Task Commits_are_flushed_to_disk_through_a_write_ahead_log()
    {
        await OpenAsync();

        using var connection = OpenRaw();
        Assert.Equal("wal", await connection.ExecuteScalarAsync<string>("PRAGMA journal_mode"));
        Assert.Contains("synchronous = FULL", SqliteSql.PrepareWriter, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Closing_leaves_one_file_with_everything_in_it()
    {
        await OpenAsync();
        await CommitAsync();
        await _store.LoadAsync(CancellationToken.None);
        await _store.DisposeAsync();

        Assert.False(File.Exists(_folder.File("orchestry.db-wal")));
        using var connection = OpenRaw();
        Assert.Equal(1, await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM events"));
    }

    [Fact]
    public async Task A_folder_in_use_is_refused_naming_the_process_and_what_to_do()
    {
        await OpenAsync();
        await using var second = NewStore();

        var refused = await Assert.ThrowsAsync<StoreException>(() => second.OpenAsync(CancellationToken.None));

        Assert.Equal(
            $"The data folder {_folder.Path} is in use by another controller, process {Environment.ProcessId}. Stop that one first, or give " +
            "this one a data folder of its own (ORCHESTRY_DATA_DIR).", refused.Message);
        await CommitAsync();
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_and_left_alone()
    {
        Directory.CreateDirectory(_folder.Path);
        await File.WriteAllTextAsync(_folder.File("orchestry.db"), new string('x', 5000));

        var refused = await Assert.ThrowsAsync<StoreException>(OpenAsync);

        Assert.Equal(
            $"{_folder.File("orchestry.db")} is damaged or is not a database of Orchestry. Stop the controller, keep a copy of the file, " +
            "and restore a backup.", refused.Message);
        Assert.Equal(new string('x', 5000), await File.ReadAllTextAsync(_folder.File("orchestry.db")));
    }

    [Fact]
    public async Task A_store_that_could_not_be_opened_can_be_tried_again()
    {
        Directory.CreateDirectory(_folder.Path);
        await File.WriteAllTextAsync(_folder.File("orchestry.db"), "no database at all");
        await Assert.ThrowsAsync<StoreException>(OpenAsync);

        File.Delete(_folder.File("orchestry.db"));
        await OpenAsync();

        Assert.Equal(1, await CommitAsync());
    }

    [Fact]
    public async Task A_data_folder_that_is_a_file_is_refused_saying_so()
    {
        await File.WriteAllTextAsync(_folder.Path, "in the way");

        var refused = await Assert.ThrowsAsync<StoreException>(OpenAsync);

        Assert.StartsWith($"The data folder {_folder.Path} can't be used: ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_locked_by_another_program_fails_the_commit_and_serves_again_when_it_is_free()
    {
        await OpenAsync();
        using (var shell = OpenRaw())
        {
            await shell.ExecuteAsync("BEGIN IMMEDIATE");
            var refused = await Assert.ThrowsAsync<StoreException>(CommitAsync);
            Assert.Equal(
                $"{_folder.File("orchestry.db")} is locked by another program, such as a backup or a database shell. Let it finish, or stop it.",
                refused.Message);
            Assert.Equal(0, (await _store.LoadAsync(CancellationToken.None)).Revision);
            await shell.ExecuteAsync("ROLLBACK");
        }

        Assert.Equal(1, await CommitAsync());
    }

    [Fact]
    public async Task A_statement_that_fails_within_a_commit_undoes_the_whole_commit()
    {
        await OpenAsync();
        using (var shell = OpenRaw())
        {
            await shell.ExecuteAsync(
                "CREATE TRIGGER refuse BEFORE INSERT ON resources WHEN new.name = 'bad' BEGIN SELECT RAISE(ABORT, 'refused by a trigger'); END");
        }

        var refused = await Assert.ThrowsAsync<StoreException>(() => _store.CommitAsync(
            [Some.Put("good"), Some.Put("bad"), Some.Put("better")], term: 1, CancellationToken.None));

        Assert.Contains("refused by a trigger", refused.Message, StringComparison.Ordinal);
        Assert.Empty((await _store.LoadAsync(CancellationToken.None)).Resources);
        Assert.Equal(1, await CommitAsync());
    }

    [Fact]
    public async Task A_file_deleted_while_in_use_is_noticed()
    {
        await OpenAsync();
        await _store.PingAsync(CancellationToken.None);
        File.Delete(_folder.File("orchestry.db"));

        var noticed = await Assert.ThrowsAsync<StoreException>(() => _store.PingAsync(CancellationToken.None));

        Assert.Contains("was deleted while in use", noticed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_is_not_open_says_so()
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(CommitAsync);
        Assert.Equal("The store is not open: call OpenAsync first.", refused.Message);

        await _store.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(CommitAsync);
    }

    [Theory]
    [InlineData("application = 'web'", "events_by_application")]
    [InlineData("at < 5", "events_by_time")]
    public async Task Reading_and_pruning_events_use_an_index(string condition, string index)
    {
        await OpenAsync();

        using var connection = OpenRaw();
        var plan = (await connection.QueryAsync($"EXPLAIN QUERY PLAN SELECT * FROM events WHERE {condition}")).Select(row => (string)row.detail);

        Assert.Contains(plan, step => step.Contains(index, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pruning_many_events_goes_in_portions()
    {
        await OpenAsync();
        await _store.CommitAsync([.. Enumerable.Repeat(Some.Note(), 5000)], term: 1, CancellationToken.None);

        Assert.Equal(5000, await _store.PruneEventsAsync(Some.Noon.AddTicks(1), CancellationToken.None));
    }

    private Task OpenAsync() => _store.OpenAsync(CancellationToken.None);

    private Task<long> CommitAsync() => _store.CommitAsync([Some.Note()], term: 1, CancellationToken.None);

    private SqliteStore NewStore() => new(
        new SqliteOptions { Folder = _folder.Path, BusyTimeout = TimeSpan.FromSeconds(1) }, NullLogger<SqliteStore>.Instance);

    private SqliteConnection OpenRaw()
    {
        var connection = new SqliteConnection($"Data Source={_folder.File("orchestry.db")};Pooling=False");
        connection.Open();
        return connection;
    }
}
