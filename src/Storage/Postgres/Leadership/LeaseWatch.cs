using System.Data;
using Npgsql;

namespace Orchestry.Storage.Postgres.Leadership;

/// <summary>
/// How a candidate that waits for the lock keeps an eye on the lease: a leader that froze or was cut off keeps its session, and the lock with
/// it, until somebody ends that. Works on pooled connections, so it does not depend on the session that waits. Everything here throws
/// <see cref="Orchestry.Core.Journal.StoreException"/> when the database can't be asked.
/// </summary>
internal sealed class LeaseWatch(PostgresDatabase database, LeaseOptions options)
{
    /// <summary>How long the lease is still valid; zero or less when it is not, or there never was one.</summary>
    public Task<TimeSpan> ReadRemainingAsync(CancellationToken cancellationToken) => database.AskAsync(
        static async (connection, cancelled) =>
        {
            await using var command = new NpgsqlCommand(LeaseSql.ReadRemaining, connection);
            return (TimeSpan?)await command.ExecuteScalarAsync(cancelled) ?? TimeSpan.Zero;
        },
        cancellationToken);

    /// <summary>
    /// Ends whatever stands in the way of a successor, if the lease has expired; with the lease's row locked, so that nobody takes office or
    /// renews meanwhile.
    /// </summary>
    /// <param name="ownProcess">The server process of the candidate's own session, which is spared.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>How many sessions were ended.</returns>
    public Task<int> EndStaleSessionsAsync(int ownProcess, CancellationToken cancellationToken) => database.AskAsync(
        async (connection, cancelled) =>
        {
            await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancelled);
            if (await LeaseRow.LockAsync(transaction, options, cancelled) is { Row: { } row } && row.Remaining > TimeSpan.Zero)
            {
                return 0;
            }

            await using var command = new NpgsqlCommand(LeaseSql.EndStaleSessions, connection, transaction)
            {
                Parameters = { new() { Value = ownProcess }, new() { Value = options.RenewInterval * 2 } },
            };
            var ended = (long)(await command.ExecuteScalarAsync(cancelled))!;
            await transaction.CommitAsync(cancelled);
            return (int)ended;
        },
        cancellationToken);

    /// <summary>Ends the lease of an office whose own session is gone, and tells everyone.</summary>
    public Task GiveBackAsync(string leader, long term, CancellationToken cancellationToken) => database.AskAsync(
        async (connection, cancelled) =>
        {
            await using var batch = new NpgsqlBatch(connection);
            batch.BatchCommands.Add(new NpgsqlBatchCommand(LeaseSql.GiveBack) { Parameters = { new() { Value = leader }, new() { Value = term } } });
            batch.BatchCommands.Add(new NpgsqlBatchCommand(LeaseSql.Notify));
            return await batch.ExecuteNonQueryAsync(cancelled);
        },
        cancellationToken);
}
