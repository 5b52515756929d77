using Microsoft.Extensions.Logging;

namespace Orchestry.Storage.Postgres;

/// <summary>What the shared database tells the log. Event ids 4100-4149; names host, port and database, never the password.</summary>
internal static partial class PostgresLog
{
    [LoggerMessage(4100, LogLevel.Information, "Opened {Database}: schema version {Version}, revision {Revision}")]
    public static partial void PostgresOpened(this ILogger log, string database, int version, long revision);

    [LoggerMessage(4101, LogLevel.Information, "Migrated {Database} to schema version {Version}: {Step}")]
    public static partial void PostgresMigrated(this ILogger log, string database, int version, string step);

    [LoggerMessage(4102, LogLevel.Warning,
        "{Database} has schema version {Version}, one more than this program knows ({Known}): it runs on it; upgrade this node too")]
    public static partial void SchemaIsOneAhead(this ILogger log, string database, int version, int known);

    [LoggerMessage(4103, LogLevel.Warning, "Lost the news from {Database}, changes of other nodes are seen later: {Why}")]
    public static partial void NewsLost(this ILogger log, string database, string why);

    [LoggerMessage(4104, LogLevel.Information, "The news from {Database} come in again")]
    public static partial void NewsAreBack(this ILogger log, string database);

    [LoggerMessage(4105, LogLevel.Warning, "{Database} did not answer in time; connecting again ({Attempt} of {Most})")]
    public static partial void ConnectingAgain(this ILogger log, string database, int attempt, int most);
}
