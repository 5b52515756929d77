using Microsoft.Extensions.Logging;

namespace Orchestry.Actors.Controller;

internal static partial class ControllerLog
{
    [LoggerMessage(2400, LogLevel.Information, "Deleted {Count} events older than their retention")]
    public static partial void EventsPruned(this ILogger log, long count);

    [LoggerMessage(2401, LogLevel.Warning, "Old events can't be deleted and are tried again in an hour: {Error}")]
    public static partial void PruneFailed(this ILogger log, string error);

    [LoggerMessage(2402, LogLevel.Information, "Controller of cluster {Cluster} started with {Apps} applications at revision {Revision}")]
    public static partial void Started(this ILogger log, string cluster, int apps, long revision);

    [LoggerMessage(2403, LogLevel.Information, "Controller stopped; its containers run on")]
    public static partial void Stopped(this ILogger log);

    [LoggerMessage(2404, LogLevel.Warning, "Serving begins without {App}, which is not restored yet")]
    public static partial void ServedWithout(this ILogger log, string app);
}
