using Microsoft.Extensions.Logging;

namespace Orchestry.Actors.Controller;

internal static partial class ControllerLog
{
    [LoggerMessage(2400, LogLevel.Information, "Deleted {Count} events older than their retention")]
    public static partial void EventsPruned(this ILogger log, long count);

    [LoggerMessage(2401, LogLevel.Warning, "Old events can't be deleted and are tried again in an hour: {Error}")]
    public static partial void PruneFailed(this ILogger log, string error);
}
