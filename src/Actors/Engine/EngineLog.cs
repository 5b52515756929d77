using Microsoft.Extensions.Logging;

namespace Orchestry.Actors.Engine;

internal static partial class EngineLog
{
    [LoggerMessage(2200, LogLevel.Error, "The container engine does not answer: {Fault}")]
    public static partial void EngineAway(this ILogger log, string fault);

    [LoggerMessage(2201, LogLevel.Warning, "The engine's containers can't be listed: {Fault}")]
    public static partial void ListFailed(this ILogger log, string fault);

    [LoggerMessage(2202, LogLevel.Warning, "The event {Reason} could not be written: {Error}")]
    public static partial void EventLost(this ILogger log, string reason, string error);
}
