using System.Data;
using Dapper;
using Npgsql;
using Orchestry.Core.Journal;

namespace Orchestry.Storage.Postgres;

/// <summary>
/// The one connection that commits, opened when it is needed and again after a failure. Not safe for two callers: the store lets one in at a
/// time. What it says about a failed commit is exact: <see cref="StoreException"/> means that nothing was written.
/// </summary>
internal sealed class PostgresWriter(PostgresDatabase database) : IAsyncDisposable
{
    // A connection this young is alive as far as anybody can know; an older one is asked first, since a statement sent into a dead one
    // would end the leader's term for nothing.
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(1);

    private NpgsqlConnection? _connection;
    private long _lastUsed;

    public async Task<long> CommitAsync(IReadOnlyList<Change> changes, long term, CancellationToken cancellationToken)
    {
        // Made first: a change that can't be read breaks the commit before anything is sent.
        var commit = PostgresCommit.Make(changes, term);
        commit.Connection = await ReadyAsync(cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return await SendAndHearAsync(commit, cancellationToken) is { } last
            ? last - changes.Count + 1
            : throw new TermPassedException(
                term, await database.AskAsync(connection => connection.ExecuteScalarAsync<long>(PostgresSql.ReadTerm), cancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }
    }

    private async Task<long?> SendAndHearAsync(NpgsqlCommand commit, CancellationToken cancellationToken)
    {
        var sent = SendAsync(commit);
        try
        {
            // The provider's own way out of a late statement asks the server to cancel it, which waits in turn. Here time is up when it is up.
            var last = await sent.WaitAsync(database.CommandTimeout, database.Time, cancellationToken);
            _lastUsed = database.Time.GetTimestamp();
            return last;
        }
        catch (Exception e) when (PostgresErrors.IsSurelyUndone(e))
        {
            throw PostgresErrors.Translate(e, database.Name);
        }
        catch (Exception e)
        {
            Abandon(sent);
            throw new OutcomeUnknownException(
                $"{database.Name} went away while it committed: it is not known whether the changes were written. " +
                PostgresErrors.Translate(e, database.Name).Message, e);
        }
    }

    private static async Task<long?> SendAsync(NpgsqlCommand commit)
    {
        await using var owned = commit; // it may be at work longer than anybody waits for it
        await using var reader = await commit.ExecuteReaderAsync(CancellationToken.None);
        long? last = await reader.ReadAsync(CancellationToken.None) ? reader.GetInt64(0) : null;
        // The row comes before the commit; only the end of the answer says that it is done. Closing the reader would not tell of a timeout.
        while (await reader.NextResultAsync(CancellationToken.None))
        {
        }

        return last;
    }

    private async Task<NpgsqlConnection> ReadyAsync(CancellationToken cancellationToken)
    {
        if (_connection is { } old)
        {
            if (old.FullState == ConnectionState.Open
                && (database.Time.GetElapsedTime(_lastUsed) < FreshFor || await AnswersAsync(old, cancellationToken)))
            {
                return old;
            }

            Abandon(Task.CompletedTask);
        }

        _connection = await database.OpenOwnAsync(cancellationToken);
        _lastUsed = database.Time.GetTimestamp();
        return _connection;
    }

    private async Task<bool> AnswersAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var asked = connection.ExecuteScalarAsync<int>(PostgresSql.Ping);
        try
        {
            await asked.WaitAsync(database.ConnectTimeout, database.Time, cancellationToken);
            return true;
        }
        catch (Exception e) when (PostgresErrors.IsOfTheWay(e))
        {
            Abandon(asked);
            return false;
        }
        catch (OperationCanceledException)
        {
            Abandon(asked);
            throw;
        }
    }

    /// <summary>Leaves the connection to whatever still runs on it, and closes it after that: it can't be closed from under it.</summary>
    private void Abandon(Task running)
    {
        if (_connection is { } connection)
        {
            _connection = null;
            _ = CloseAsync();

            async Task CloseAsync()
            {
                await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await connection.DisposeAsync();
            }
        }
    }
}
