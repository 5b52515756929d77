using Microsoft.Extensions.Logging;

namespace Orchestry.Actors.Streams;

internal static partial class StreamsLog
{
    [LoggerMessage(2750, LogLevel.Warning, "The log of {Replica} can't be followed, trying again: {Error}")]
    public static partial void FollowFailed(this ILogger log, string replica, string error);

    [LoggerMessage(2751, LogLevel.Warning, "The journal can't be read for its subscribers, trying again: {Error}")]
    public static partial void JournalAway(this ILogger log, string error);

    [LoggerMessage(2752, LogLevel.Error, "The stream {Stream} ended by a bug; its subscribers have to begin again")]
    public static partial void StreamBroke(this ILogger log, Exception error, string stream);
}
