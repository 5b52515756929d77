using Microsoft.Extensions.Logging;

namespace Orchestry.Actors.Scaling;

internal static partial class ScalingLog
{
    [LoggerMessage(2700, LogLevel.Information, "{App}: {From} -> {To} replicas: {Reason}")]
    public static partial void Decided(this ILogger log, string app, int from, int to, string reason);

    [LoggerMessage(2701, LogLevel.Information, "The decision about {App} is not carried out and is made anew: {Error}")]
    public static partial void Overtaken(this ILogger log, string app, string error);

    [LoggerMessage(2702, LogLevel.Warning, "Decisions can't be written down and are tried again: {Error}")]
    public static partial void Unexplained(this ILogger log, string error);
}
