using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Orchestry.Core.Journal;
using Orchestry.Storage.Sqlite.Metrics;
using Orchestry.Storage.Sqlite.Migrations;

namespace Orchestry.Storage.Sqlite;

/// <summary>What an open store holds: the lock on its folder, the connections that write and those that read.</summary>
internal sealed class OpenSqlite : IDisposable
{
    private const UnixFileMode OwnerOnlyFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerOnlyFolder = OwnerOnlyFile | UnixFileMode.UserExecute;

    private readonly DataFolderLock _folderLock;

    private OpenSqlite(DataFolderLock folderLock, SqliteWriter writer, SqliteMetricWriter metrics, SqliteReader reader) =>
        (_folderLock, Writer, Metrics, Reader) = (folderLock, writer, metrics, reader);

    public SqliteWriter Writer { get; }

    public SqliteMetricWriter Metrics { get; }

    public SqliteReader Reader { get; }

    public static OpenSqlite Open(SqliteOptions options, IReadOnlyList<SqliteMigration> steps, ILogger log)
    {
        CreateFolder(options.Folder);
        var folderLock = DataFolderLock.Take(options.Folder);
        SqliteConnection? connection = null, metrics = null;
        try
        {
            var path = options.DatabasePath;
            CreateFile(path);
            connection = new SqliteConnection(ConnectionString(options, SqliteOpenMode.ReadWrite, isPooled: false));
            connection.Open();
            if (connection.ExecuteScalar<string>(SqliteSql.PrepareWriter) is var mode and not "wal")
            {
                throw new StoreException(
                    $"{path} can't keep a write-ahead log (its journal mode stays '{mode}'). Put the data folder on a local disk.");
            }

            var version = SqliteSchema.Migrate(connection, steps, path, log);
            log.DatabaseOpened(path, version, connection.ExecuteScalar<long>(SqliteSql.ReadRevision));
            metrics = new SqliteConnection(ConnectionString(options, SqliteOpenMode.ReadWrite, isPooled: false));
            metrics.Open();
            return new OpenSqlite(
                folderLock,
                new SqliteWriter(connection),
                new SqliteMetricWriter(metrics),
                new SqliteReader(ConnectionString(options, SqliteOpenMode.ReadOnly, isPooled: true)));
        }
        catch
        {
            metrics?.Dispose();
            connection?.Dispose();
            folderLock.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        // Readers first: the last connection to close writes the log back into the database, and only the writer may.
        Reader.Close();
        Metrics.Dispose();
        Writer.Dispose();
        _folderLock.Dispose();
    }

    private static string ConnectionString(SqliteOptions options, SqliteOpenMode mode, bool isPooled) => new SqliteConnectionStringBuilder
    {
        DataSource = options.DatabasePath,
        Mode = mode,
        Pooling = isPooled,
        DefaultTimeout = (int)options.BusyTimeout.TotalSeconds,
    }.ToString();

    private static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerOnlyFolder);
        }
    }

    // Before SQLite does, which would let everybody read it; SQLite gives the log beside it the same mode.
    private static void CreateFile(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnlyFile;
        }

        new FileStream(path, options).Dispose();
    }
}
