using Microsoft.Extensions.Logging;

namespace Orchestry.Actors.Access;

internal static partial class AccessLog
{
    [LoggerMessage(2840, LogLevel.Warning, "A login as {User} from {Remote} failed")]
    public static partial void LoginFailed(this ILogger log, string user, string remote);

    [LoggerMessage(2841, LogLevel.Warning, "Not in the journal, since {Cause}: {What}")]
    public static partial void NotRecorded(this ILogger log, string what, string cause);
}
