using Microsoft.Extensions.Logging;

namespace Orchestry.Actors.Ingress;

/// <summary>What the ingress's room tells the log. Event ids 2600-2649.</summary>
internal static partial class IngressLog
{
    [LoggerMessage(2600, LogLevel.Error, "The routes of revision {Revision} are not in force, those of before are: {Fault}")]
    public static partial void RoutesRefused(this ILogger log, long revision, string fault);

    [LoggerMessage(2601, LogLevel.Information, "The routes of revision {Revision} are in force again")]
    public static partial void RoutesTaken(this ILogger log, long revision);

    [LoggerMessage(2602, LogLevel.Error, "Applying routes failed; it is tried again in a second")]
    public static partial void RoutesFailed(this ILogger log, Exception error);

    [LoggerMessage(2603, LogLevel.Warning, "What this node's ingress does can't be told to the other nodes: {Error}")]
    public static partial void BoardUnwritten(this ILogger log, string error);

    [LoggerMessage(2604, LogLevel.Information, "What this node's ingress does is told to the other nodes again")]
    public static partial void BoardWritten(this ILogger log);

    [LoggerMessage(2605, LogLevel.Warning, "What the other nodes' ingresses do can't be read: {Error}")]
    public static partial void BoardUnread(this ILogger log, string error);

    [LoggerMessage(2606, LogLevel.Warning, "An event of the ingress could not be written: {Error}")]
    public static partial void FaultUnwritten(this ILogger log, string error);
}
