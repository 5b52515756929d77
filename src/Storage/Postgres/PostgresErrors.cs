using System.Net.Sockets;
using Npgsql;
using Orchestry.Core.Journal;

namespace Orchestry.Storage.Postgres;

/// <summary>Puts the failures of PostgreSQL and of the way to it into words that say what to do.</summary>
internal static class PostgresErrors
{
    /// <summary>The port's exception for one of the provider's.</summary>
    /// <param name="error">What happened.</param>
    /// <param name="database">Host, port and database, for people.</param>
    public static StoreException Translate(Exception error, string database) =>
        error as StoreException ?? new StoreException(Describe(error, database), error);

    /// <summary>
    /// Whether the server itself says that it has undone the statement. Not when it closed the connection at the same time (FATAL, PANIC), nor
    /// when a pooler in between speaks of the connection: the commit may have been done before.
    /// </summary>
    public static bool IsSurelyUndone(Exception error) =>
        error is PostgresException { InvariantSeverity: "ERROR" } said
        && !said.SqlState.StartsWith("08", StringComparison.Ordinal)
        && !said.SqlState.StartsWith("57P", StringComparison.Ordinal)
        && said.SqlState != PostgresErrorCodes.StatementCompletionUnknown;

    /// <summary>Whether it is the database, or the way to it, that failed, as the provider reports it of a connection that was in use.</summary>
    public static bool IsOfTheWay(Exception error) =>
        error is NpgsqlException or IOException or TimeoutException or SocketException or ObjectDisposedException;

    /// <summary>Whether all that is wrong is that nobody answered in time.</summary>
    public static bool IsLate(Exception? error) => error switch
    {
        TimeoutException or OperationCanceledException => true,
        // Where several servers may be meant, each tells its own reason.
        AggregateException each => each.InnerExceptions.Count > 0 && each.InnerExceptions.All(IsLate),
        NpgsqlException => IsLate(error.InnerException),
        _ => false,
    };

    private static string Describe(Exception error, string database) => error switch
    {
        PostgresException said => Describe(said, database),
        _ when IsLate(error) =>
            $"{database} did not answer in time. Check that PostgreSQL is well and that the network lets its packets through.",
        NpgsqlException { InnerException: PostgresException said } => Describe(said, database),
        NpgsqlException { InnerException: AggregateException { InnerExceptions: [.., PostgresException said] } } => Describe(said, database),
        NpgsqlException { InnerException: SocketException or AggregateException } or SocketException or NpgsqlException { InnerException: null } =>
            $"{database} can't be reached, or is not a primary. Check that PostgreSQL runs there and accepts connections; it is tried again.",
        NpgsqlException or IOException or InvalidOperationException =>
            $"The connection to {database} broke. Check that PostgreSQL runs there and accepts connections; it is tried again.",
        _ => $"{database} failed: {error.Message}",
    };

    private static string Describe(PostgresException error, string database) => error.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            $"{database} refuses this node's user or password. Correct them, or allow the user in pg_hba.conf.",
        PostgresErrorCodes.InvalidCatalogName => $"{database} does not exist. Create it (createdb), owned by this node's user.",
        PostgresErrorCodes.InsufficientPrivilege =>
            $"{database} denies something to this node's user: {error.MessageText}. Make that user the owner of the database.",
        PostgresErrorCodes.TooManyConnections =>
            $"{database} has no connection left. Raise max_connections, or lower the pool size of the nodes.",
        PostgresErrorCodes.CannotConnectNow => $"{database} is starting or stopping; it is tried again.",
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown => $"{database} was shut down; it is tried again.",
        PostgresErrorCodes.DiskFull => $"The disk of {database} is full. Free some space there; writing goes on by itself.",
        PostgresErrorCodes.ReadOnlySqlTransaction => $"{database} takes no writes: it is a standby, or was made read-only. Name the primary.",
        PostgresErrorCodes.QueryCanceled => $"{database} did not answer in time. Check that PostgreSQL is well.",
        PostgresErrorCodes.UndefinedTable =>
            $"A table is missing in {database}: {error.MessageText}. Was it dropped or restored? Restart this node to bring the schema up.",
        _ => $"{database} failed with code {error.SqlState}: {error.MessageText}",
    };
}
