using Microsoft.Extensions.Logging;

namespace Orchestry.Storage.Postgres.Leadership;

/// <summary>What leadership tells the log. Event ids 4150-4199.</summary>
internal static partial class LeadershipLog
{
    [LoggerMessage(4150, LogLevel.Information, "{Node} takes office with term {Term}")]
    public static partial void OfficeTaken(this ILogger log, string node, long term);

    [LoggerMessage(4151, LogLevel.Warning, "{Node} takes office with term {Term} by the expired lease alone, without the lock: {Reason}")]
    public static partial void OfficeTakenWithoutLock(this ILogger log, string node, long term, string reason);

    [LoggerMessage(4152, LogLevel.Information, "Term {Term} is over: {Reason}")]
    public static partial void OfficeEnded(this ILogger log, long term, string reason);

    [LoggerMessage(4153, LogLevel.Warning, "A renewal of the lease of term {Term} failed; it is tried again until the lease runs out")]
    public static partial void RenewalFailed(this ILogger log, Exception error, long term);

    [LoggerMessage(4154, LogLevel.Warning, "The database was not told that term {Term} is over; the lease ends by itself: {Reason}")]
    public static partial void HandOverFailed(this ILogger log, long term, string reason);

    [LoggerMessage(4155, LogLevel.Warning, "The lease has expired and its leader is silent: {Count} of its database sessions were ended")]
    public static partial void StaleSessionsEnded(this ILogger log, int count);

    [LoggerMessage(4156, LogLevel.Warning, "The lease can't be asked about, this node waits to lead: {Reason}")]
    public static partial void DatabaseAway(this ILogger log, string reason);

    [LoggerMessage(4157, LogLevel.Warning,
        "Something stands between this node and PostgreSQL that shares sessions, such as a pooler in transaction mode: a lock would not stay "
        + "with its holder. Leadership goes by the lease alone and moves up to {Seconds} s after a leader's death instead of at once. Let "
        + "DATABASE_URL name the server itself, or a pooler in session mode")]
    public static partial void SessionsAreShared(this ILogger log, double seconds);
}
