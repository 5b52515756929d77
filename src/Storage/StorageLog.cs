using Microsoft.Extensions.Logging;

namespace Orchestry.Storage;

/// <summary>What the storage tells the log. Event ids 4000-4099.</summary>
internal static partial class StorageLog
{
    [LoggerMessage(4000, LogLevel.Information, "Opened {Path}: schema version {Version}, revision {Revision}")]
    public static partial void DatabaseOpened(this ILogger log, string path, int version, long revision);

    [LoggerMessage(4001, LogLevel.Information, "Migrated {Path} to schema version {Version}: {Step}")]
    public static partial void SchemaMigrated(this ILogger log, string path, int version, string step);

    [LoggerMessage(4002, LogLevel.Information, "Pruned {Count} events from before {OlderThan:O}")]
    public static partial void EventsPruned(this ILogger log, long count, DateTimeOffset olderThan);

    [LoggerMessage(4010, LogLevel.Error, "A batch of {Changes} changes from {Callers} callers was not committed")]
    public static partial void BatchFailed(this ILogger log, Exception error, int changes, int callers);

    [LoggerMessage(4011, LogLevel.Warning, "Term {Ours} is over: the store has seen term {Current}; nothing more is written")]
    public static partial void TermPassed(this ILogger log, long ours, long current);

    [LoggerMessage(4012, LogLevel.Error, "A follower of the journal failed on a committed batch; what was committed stays committed")]
    public static partial void FollowerFailed(this ILogger log, Exception error);

    [LoggerMessage(4013, LogLevel.Error, "Whether a batch of {Changes} changes from {Callers} callers was committed is not known; the term ends")]
    public static partial void OutcomeUnknown(this ILogger log, Exception error, int changes, int callers);
}
