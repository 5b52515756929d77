using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Orchestry.Core.Journal;

namespace Orchestry.Storage.Sqlite.Migrations;

/// <summary>Brings a database to the schema version this program knows.</summary>
internal static class SqliteSchema
{
    /// <summary>Runs the steps that are missing, each in its own transaction; throws when the database is from the future.</summary>
    /// <returns>The version the database has now.</returns>
    public static int Migrate(SqliteConnection connection, IReadOnlyList<SqliteMigration> steps, string path, ILogger log)
    {
        connection.Execute(SqliteSql.CreateVersionTable);
        var version = connection.ExecuteScalar<int>(SqliteSql.ReadVersion);
        var known = steps[^1].Version;
        if (version > known)
        {
            throw new StoreException(
                $"{path} has schema version {version}, and this program knows versions up to {known}: a newer release has used it. " +
                "Run that release (or a newer one), or restore the backup taken before the upgrade.");
        }

        foreach (var step in steps.Where(step => step.Version > version))
        {
            using var transaction = connection.BeginTransaction();
            connection.Execute(step.Sql, transaction: transaction);
            connection.Execute(SqliteSql.WriteVersion, new { version = step.Version }, transaction);
            transaction.Commit();
            version = step.Version;
            log.SchemaMigrated(path, version, step.Name);
        }

        return version;
    }
}
