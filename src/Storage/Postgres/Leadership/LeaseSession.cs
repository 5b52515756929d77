using Npgsql;
using Orchestry.Core.Cluster;

namespace Orchestry.Storage.Postgres.Leadership;

/// <summary>
/// The one session through which a node stands for office, has the lock and renews its lease. Used by one task at a time. Owns its connection.
/// </summary>
internal sealed class LeaseSession(NpgsqlConnection connection, int processId, bool canLock, LeaseOptions options, TimeProvider time)
    : IAsyncDisposable
{
    /// <summary>Longer than one statement waits for the lock, so that only a dead connection runs into it.</summary>
    private const int LockCommandSeconds = 20;

    /// <summary>
    /// Npgsql loses a cancellation that comes just as it begins to read, and would then wait for good, and keep the lock with it. So it waits in
    /// portions of real time; the clock decides when the pause is over.
    /// </summary>
    private static readonly TimeSpan Portion = TimeSpan.FromMilliseconds(250);

    /// <summary>The server process behind it when it was opened.</summary>
    public int ProcessId => processId;

    /// <summary>Whether it is really a session of the server, so that a lock taken through it stays with it.</summary>
    public bool CanLock => canLock;

    /// <summary>Whether the connection has not broken, as far as is known.</summary>
    public bool IsOpen => connection.FullState == System.Data.ConnectionState.Open;

    /// <summary>
    /// From now on this session knows tables of its own in place of the cluster's. Answers false where this role may not make any: then it still
    /// knows the cluster's.
    /// </summary>
    public async Task<bool> TryBuildStageAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var command = Command(LeaseSql.BuildStage);
            await command.ExecuteNonQueryAsync(cancellationToken);
            return true;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            return false;
        }
    }

    /// <summary>Waits until it has the lock. In portions: see <see cref="LeaseSql.Prepare"/>.</summary>
    public async Task LockAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await using var command = Command(LeaseSql.Lock);
                command.CommandTimeout = LockCommandSeconds;
                await command.ExecuteNonQueryAsync(cancellationToken);
                return;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
            {
            }
        }
    }

    /// <summary>
    /// Takes office if that is allowed: with the lock, when the last leader relied on it too or its lease has expired; without it, only when
    /// the lease has expired.
    /// </summary>
    public async Task<Taking> TakeAsync(ClusterNode self, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.ReadCommitted, cancellationToken);
        try
        {
            var (hasLock, last) = await LeaseRow.LockAsync(transaction, options, cancellationToken);
            if (last is { } lease && lease.Remaining > TimeSpan.Zero && !(hasLock && lease.WithLock))
            {
                return new Taking(null, lease.Remaining, hasLock, 0);
            }

            var sentAt = time.GetTimestamp();
            await using var take = Command(
                LeaseSql.Take, self.Id, self.Hostname, self.ApiUrl, hasLock, options.Duration, last is null);
            var term = (long?)await take.ExecuteScalarAsync(cancellationToken);
            if (term is not null)
            {
                await using var notify = Command(LeaseSql.Notify);
                await notify.ExecuteNonQueryAsync(cancellationToken);
                await transaction.CommitAsync(cancellationToken);
            }

            return new Taking(term, TimeSpan.Zero, hasLock, sentAt);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            // Someone is in the middle of a commit or of taking office. If they are stuck there, their session is ended by the watch.
            return new Taking(null, TimeSpan.Zero, HasLock: false, 0);
        }
    }

    /// <summary>Renews the lease. Answers null, or in a sentence why the office is over.</summary>
    public async Task<string?> RenewAsync(string leader, long term, bool needsLock, CancellationToken cancellationToken)
    {
        await using var renew = Command(LeaseSql.Renew, leader, term, options.Duration, needsLock);
        await using var reader = await renew.ExecuteReaderAsync(cancellationToken);
        return !await reader.ReadAsync(cancellationToken) ? "The lease has disappeared from the database."
            : reader.GetBoolean(0) ? null
            : !reader.GetBoolean(1) ? "Its session has lost the lock of the leader."
            : reader.GetInt64(3) != term ? $"Node {reader.GetString(2)} has taken office with term {reader.GetInt64(3)}."
            : "Its lease had run out, by the database's clock, before it was renewed.";
    }

    /// <summary>Waits for some time and notices meanwhile, by an exception, when the connection breaks.</summary>
    public async Task IdleAsync(TimeSpan span, CancellationToken cancellationToken)
    {
        using var pause = new CancellationTokenSource(span, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(pause.Token, cancellationToken);
        try
        {
            while (true)
            {
                either.Token.ThrowIfCancellationRequested();
                await connection.WaitAsync(Portion, either.Token);
            }
        }
        catch (OperationCanceledException) when (pause.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
        }
    }

    /// <summary>Ends the lease of an office, tells everyone and gives the lock back, in one round trip.</summary>
    public async Task GiveBackAsync(string leader, long term, CancellationToken cancellationToken)
    {
        await using var batch = connection.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(LeaseSql.GiveBack) { Parameters = { new() { Value = leader }, new() { Value = term } } });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(LeaseSql.Notify));
        if (canLock)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(LeaseSql.Unlock));
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private NpgsqlCommand Command(string sql, params object[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }
}
