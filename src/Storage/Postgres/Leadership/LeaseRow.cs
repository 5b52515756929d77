using System.Data;
using System.Globalization;
using Npgsql;

namespace Orchestry.Storage.Postgres.Leadership;

/// <summary>The lease's row, locked.</summary>
/// <param name="WithLock">Whether its leader relies on the lock.</param>
/// <param name="Remaining">How long it is still valid; zero or less when it has expired.</param>
internal readonly record struct LeaseRow(bool WithLock, TimeSpan Remaining)
{
    /// <summary>
    /// Locks it until the transaction ends; null when there never was a lease. Throws <see cref="PostgresException"/>
    /// (<see cref="PostgresErrorCodes.LockNotAvailable"/>) when somebody else keeps it locked.
    /// </summary>
    public static async Task<(bool HasLock, LeaseRow? Row)> LockAsync(
        NpgsqlTransaction transaction, LeaseOptions options, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(LeaseSql.BeginTaking)
        {
            Parameters = { new() { Value = Milliseconds(options.RenewInterval) }, new() { Value = Milliseconds(options.Duration) } },
        });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(LeaseSql.LockLease));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var hasLock = reader.GetBoolean(0);
        await reader.NextResultAsync(cancellationToken);
        return (hasLock, await reader.ReadAsync(cancellationToken) ? new LeaseRow(reader.GetBoolean(0), reader.GetTimeSpan(1)) : null);
    }

    private static string Milliseconds(TimeSpan span) => ((long)span.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
}
