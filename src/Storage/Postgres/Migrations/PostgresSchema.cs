using System.Data;
using Dapper;
using Microsoft.Extensions.Logging;
using Npgsql;
using Orchestry.Core.Journal;

namespace Orchestry.Storage.Postgres.Migrations;

/// <summary>
/// Brings a shared database to the schema version this program knows, while other nodes may be starting or running. A program runs on its own
/// version and on the next, so that nodes can be upgraded one after the other.
/// </summary>
internal static class PostgresSchema
{
    /// <summary>Runs the steps that are missing, each in its own transaction, one node at a time.</summary>
    /// <returns>The version the database has now.</returns>
    public static async Task<int> MigrateAsync(
        NpgsqlConnection connection, IReadOnlyList<PostgresMigration> steps, string database, ILogger log, CancellationToken cancellationToken)
    {
        var known = steps[^1].Version;
        var version = await ReadVersionAsync(connection);
        while (version < known)
        {
            version = await MigrateOnceAsync(connection, steps, database, log, cancellationToken);
        }

        if (version > known + 1)
        {
            throw new StoreException(
                $"{database} has schema version {version}, and this program knows versions up to {known} and runs on {known + 1}: a newer " +
                "release has used it. Run that release (or a newer one), or restore the backup taken before the upgrade.");
        }

        if (version > known)
        {
            log.SchemaIsOneAhead(database, version, known);
        }

        return version;
    }

    private static async Task<int> MigrateOnceAsync(
        NpgsqlConnection connection, IReadOnlyList<PostgresMigration> steps, string database, ILogger log, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        // Ends with the transaction, whatever becomes of it. Whoever waited here finds the step done, so the version is read again.
        await connection.ExecuteAsync(Command(MigrationSql.Lock, transaction, cancellationToken));
        var version = await ReadVersionAsync(connection);
        if (steps.FirstOrDefault(step => step.Version == version + 1) is not { } next)
        {
            return version;
        }

        await RefuseToLeaveBehindAsync(connection, version, next.Version, database);
        await connection.ExecuteAsync(Command(next.Sql, transaction, cancellationToken));
        await connection.ExecuteAsync(MigrationSql.WriteVersion, new { version = next.Version }, transaction);
        await transaction.CommitAsync(cancellationToken);
        log.PostgresMigrated(database, next.Version, next.Name);
        return next.Version;
    }

    private static async Task RefuseToLeaveBehindAsync(NpgsqlConnection connection, int version, int next, string database)
    {
        // Before the first step there is no list of nodes.
        var behind = version == 0 ? [] : (await connection.QueryAsync<string>(MigrationSql.NodesBehind, new { oldest = next - 1 })).ToList();
        if (behind.Count > 0)
        {
            throw new StoreException(
                $"{database} can't be migrated to schema version {next} while nodes run that know less than version {next - 1}: " +
                $"{string.Join(", ", behind)}. Upgrade those first, to the release before this one, or stop them.");
        }
    }

    private static async Task<int> ReadVersionAsync(NpgsqlConnection connection) =>
        await connection.ExecuteScalarAsync<bool>(MigrationSql.HasVersionTable)
            ? await connection.ExecuteScalarAsync<int>(MigrationSql.ReadVersion)
            : 0;

    private static CommandDefinition Command(string sql, NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        new(sql, transaction: transaction, commandTimeout: MigrationSql.TimeoutInSeconds, cancellationToken: cancellationToken);
}
