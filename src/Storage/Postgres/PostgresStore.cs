using Dapper;
using Microsoft.Extensions.Logging;
using Npgsql;
using Orchestry.Core.Journal;
using Orchestry.Storage.Postgres.Migrations;

namespace Orchestry.Storage.Postgres;

/// <summary>
/// The store that several nodes share, in PostgreSQL. One connection commits, one commit at a time, one round trip each; reads have a pool.
/// No call lasts longer than the times of <see cref="PostgresOptions"/> allow, even when the network swallows every packet, and what fails
/// works again by itself when the database is back.
/// </summary>
public sealed class PostgresStore : IStore
{
    private const int PrunePortion = 2000;
    private const int MostAttempts = 5;

    private readonly PostgresDatabase _database;
    private readonly IReadOnlyList<PostgresMigration> _steps;
    private readonly ILogger<PostgresStore> _log;
    private readonly SemaphoreSlim _writing = new(1);
    private PostgresWriter? _writer;
    private volatile bool _isDisposed;

    /// <summary>Prepares a store; nothing is touched until <see cref="OpenAsync"/>. The database outlives it.</summary>
    public PostgresStore(PostgresDatabase database, ILogger<PostgresStore> log)
        : this(database, PostgresMigration.All, log)
    {
    }

    internal PostgresStore(PostgresDatabase database, IReadOnlyList<PostgresMigration> steps, ILogger<PostgresStore> log) =>
        (_database, _steps, _log) = (database, steps, log);

    /// <inheritdoc/>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_writer is not null)
            {
                throw new InvalidOperationException("The store is open already.");
            }

            await using var connection = await ConnectAsync(cancellationToken);
            var version = await PostgresSchema.MigrateAsync(connection, _steps, _database.Name, _log, cancellationToken);
            _log.PostgresOpened(_database.Name, version, await connection.ExecuteScalarAsync<long>(PostgresSql.ReadRevision));
            _writer = new PostgresWriter(_database);
        }
        catch (Exception e) when (e is NpgsqlException or IOException or TimeoutException)
        {
            throw PostgresErrors.Translate(e, _database.Name);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <inheritdoc/>
    public Task<StoreSnapshot> LoadAsync(CancellationToken cancellationToken) => AskAsync(PostgresReader.LoadAsync, cancellationToken);

    /// <inheritdoc/>
    public async Task<long> CommitAsync(IReadOnlyList<Change> changes, long term, CancellationToken cancellationToken)
    {
        if (changes.Count == 0)
        {
            throw new ArgumentException("A commit needs at least one change.", nameof(changes));
        }

        await _writing.WaitAsync(cancellationToken);
        try
        {
            return await Opened.CommitAsync(changes, term, cancellationToken);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<JournalEntry>> ReadJournalAsync(long afterRevision, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return AskAsync(connection => PostgresReader.ReadJournalAsync(connection, afterRevision, limit), cancellationToken);
    }

    /// <inheritdoc/>
    public Task WaitForChangeAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        _database.News.Start();
        return _database.News.Journal.WaitAsync(atMost, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<Resource?> FindAsync(ResourceKey key, CancellationToken cancellationToken) =>
        AskAsync(connection => PostgresReader.FindAsync(connection, key), cancellationToken);

    /// <inheritdoc/>
    public Task<EventPage> QueryEventsAsync(EventQuery query, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1);
        return AskAsync(connection => PostgresReader.QueryEventsAsync(connection, query), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<long> PruneEventsAsync(DateTimeOffset olderThan, CancellationToken cancellationToken)
    {
        var (total, deleted, values) = (0L, (long)PrunePortion, new { olderThan = olderThan.UtcTicks, portion = PrunePortion });
        for (; deleted == PrunePortion; total += deleted)
        {
            deleted = await AskAsync(async connection => (long)await connection.ExecuteAsync(PostgresSql.PruneEvents, values), cancellationToken);
        }

        _log.EventsPruned(total, olderThan);
        return total;
    }

    /// <inheritdoc/>
    public Task PingAsync(CancellationToken cancellationToken) =>
        AskAsync(connection => connection.ExecuteScalarAsync<long>(PostgresSql.ReadRevision), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _writing.WaitAsync();
        try
        {
            _isDisposed = true;
            if (_writer is not null)
            {
                await _writer.DisposeAsync();
                _writer = null;
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    private PostgresWriter Opened
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return _writer ?? throw new InvalidOperationException("The store is not open: call OpenAsync first.");
        }
    }

    /// <summary>
    /// The first connection of a process, which has most of its code yet to compile, is late on a busy machine; a node that comes back there must
    /// not end for it. Only for want of time it is tried again: what the server refuses, it refuses.
    /// </summary>
    private async Task<NpgsqlConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await _database.OpenOwnAsync(cancellationToken);
            }
            catch (StoreException late) when (attempt < MostAttempts && PostgresErrors.IsLate(late.InnerException))
            {
                _log.ConnectingAgain(_database.Name, attempt, MostAttempts);
            }
        }
    }

    /// <summary>A read that has begun ends in its own time, also when the store is closed meanwhile: the database outlives it.</summary>
    private Task<T> AskAsync<T>(Func<NpgsqlConnection, Task<T>> ask, CancellationToken cancellationToken)
    {
        _ = Opened;
        return _database.AskAsync(ask, cancellationToken);
    }
}
