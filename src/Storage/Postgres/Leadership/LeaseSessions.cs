using Microsoft.Extensions.Logging;
using Npgsql;
using Orchestry.Core.Journal;

namespace Orchestry.Storage.Postgres.Leadership;

/// <summary>Opens the sessions that locks live in, and finds out whether they can: behind some poolers they can't.</summary>
internal sealed class LeaseSessions(PostgresDatabase database, LeaseOptions options, ILogger log)
{
    private const int Rounds = 3;
    private int _hasWarned;

    /// <summary>Opens one. Throws <see cref="StoreException"/> or what the provider throws.</summary>
    public async Task<LeaseSession> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = await database.OpenOwnAsync(cancellationToken);
        try
        {
            var processId = await BackendOfAsync(connection, cancellationToken);
            // A pooler gives its clients process ids of its own.
            var canLock = processId == connection.ProcessID || await IsStableAsync(connection, processId, cancellationToken);
            if (canLock)
            {
                // Only here: what is set through a session that is not ours would stay behind in somebody else's.
                await using var prepare = new NpgsqlCommand(LeaseSql.Prepare, connection);
                await prepare.ExecuteNonQueryAsync(cancellationToken);
            }
            else if (Interlocked.Exchange(ref _hasWarned, 1) == 0)
            {
                log.SessionsAreShared(options.Duration.TotalSeconds);
            }

            return new LeaseSession(connection, processId, canLock, options, database.Time);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Whether a connection keeps its server process while others open transactions, each of which takes a server process that is idle. No
    /// answer in time counts as no: without the lock succession is slower, but right.
    /// </summary>
    private async Task<bool> IsStableAsync(NpgsqlConnection connection, int processId, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(options.Duration, database.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var others = new List<NpgsqlConnection>();
        try
        {
            for (var round = 0; round < Rounds; round++)
            {
                var other = await database.OpenOwnAsync(either.Token);
                others.Add(other);
                await other.BeginTransactionAsync(either.Token);
                if (await BackendOfAsync(other, either.Token) == processId || await BackendOfAsync(connection, either.Token) != processId)
                {
                    return false;
                }
            }

            return true;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && PostgresLease.IsFault(e))
        {
            return false;
        }
        finally
        {
            foreach (var other in others)
            {
                await other.DisposeAsync();
            }
        }
    }

    private static async Task<int> BackendOfAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT pg_backend_pid()", connection);
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
