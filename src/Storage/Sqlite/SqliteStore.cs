using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Orchestry.Core.Journal;
using Orchestry.Storage.Sqlite.Migrations;

namespace Orchestry.Storage.Sqlite;

/// <summary>
/// The store in one SQLite file, for a single node. One writes at a time; reads have their own connections.
/// SQLite works on the calling thread, so every call is moved to the thread pool: an actor or a request that asks never blocks.
/// </summary>
public sealed class SqliteStore : IStore
{
    private readonly SqliteOptions _options;
    private readonly ILogger<SqliteStore> _log;
    private readonly string _path;
    private readonly SemaphoreSlim _writing = new(1);
    private readonly SemaphoreSlim _reading;
    private OpenSqlite? _open;
    private volatile bool _isDisposed;

    /// <summary>Prepares a store; nothing is touched until <see cref="OpenAsync"/>.</summary>
    public SqliteStore(SqliteOptions options, ILogger<SqliteStore> log)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxReaders, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BusyTimeout, TimeSpan.FromSeconds(1));
        (_options, _log, _path) = (options, log, options.DatabasePath);
        _reading = new SemaphoreSlim(options.MaxReaders);
    }

    /// <inheritdoc/>
    public Task OpenAsync(CancellationToken cancellationToken) => RunAsync(_writing, () =>
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_open is not null)
        {
            throw new InvalidOperationException("The store is open already.");
        }

        _open = OpenSqlite.Open(_options, SqliteMigration.All, _log);
        return _open;
    }, cancellationToken);

    /// <inheritdoc/>
    public Task<StoreSnapshot> LoadAsync(CancellationToken cancellationToken) =>
        RunAsync(_reading, () => Opened.Reader.Load(), cancellationToken);

    /// <inheritdoc/>
    public Task<long> CommitAsync(IReadOnlyList<Change> changes, long term, CancellationToken cancellationToken) =>
        changes.Count == 0
            ? throw new ArgumentException("A commit needs at least one change.", nameof(changes))
            : RunAsync(_writing, () => Opened.Writer.Commit(changes, term), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<JournalEntry>> ReadJournalAsync(long afterRevision, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return RunAsync(_reading, () => Opened.Reader.ReadJournal(afterRevision, limit), cancellationToken);
    }

    /// <summary>Nobody else writes here, so there is never news: it waits.</summary>
    public Task WaitForChangeAsync(TimeSpan atMost, CancellationToken cancellationToken) =>
        Task.Delay(atMost, TimeProvider.System, cancellationToken);

    /// <inheritdoc/>
    public Task<Resource?> FindAsync(ResourceKey key, CancellationToken cancellationToken) =>
        RunAsync(_reading, () => Opened.Reader.Find(key), cancellationToken);

    /// <inheritdoc/>
    public Task<EventPage> QueryEventsAsync(EventQuery query, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1);
        return RunAsync(_reading, () => Opened.Reader.QueryEvents(query), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<long> PruneEventsAsync(DateTimeOffset olderThan, CancellationToken cancellationToken)
    {
        var total = 0L;
        for (var isDone = false; !isDone;)
        {
            // The gate is left between portions, so that commits take their turn.
            (var deleted, isDone) = await RunAsync(_writing, () => Opened.Writer.PrunePortionOf(olderThan), cancellationToken);
            total += deleted;
        }

        _log.EventsPruned(total, olderThan);
        return total;
    }

    /// <inheritdoc/>
    public Task PingAsync(CancellationToken cancellationToken) => RunAsync(_reading, () =>
    {
        // An open connection to a deleted file goes on answering, and everything it writes is lost.
        if (!File.Exists(_path))
        {
            throw new StoreException($"{_path} was deleted while in use. Stop the controller and restore a backup.");
        }

        return Opened.Reader.ReadRevision();
    }, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _writing.WaitAsync();
        try
        {
            _isDisposed = true; // no read begins from here on
            for (var i = 0; i < _options.MaxReaders; i++)
            {
                await _reading.WaitAsync();
            }

            _open?.Dispose();
            _open = null;
            _reading.Release(_options.MaxReaders);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>A short piece of work that writes, in turn with the commits.</summary>
    internal Task<T> WriteAsync<T>(Func<OpenSqlite, T> write, CancellationToken cancellationToken) =>
        RunAsync(_writing, () => write(Opened), cancellationToken);

    /// <summary>A piece of work that reads.</summary>
    internal Task<T> ReadAsync<T>(Func<OpenSqlite, T> read, CancellationToken cancellationToken) =>
        RunAsync(_reading, () => read(Opened), cancellationToken);

    private OpenSqlite Opened
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return _open ?? throw new InvalidOperationException("The store is not open: call OpenAsync first.");
        }
    }

    private async Task<T> RunAsync<T>(SemaphoreSlim gate, Func<T> work, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(work, CancellationToken.None);
        }
        catch (SqliteException e)
        {
            throw SqliteErrors.Translate(e, _path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw SqliteErrors.Translate(e, _options.Folder);
        }
        finally
        {
            gate.Release();
        }
    }
}
