using Microsoft.Extensions.Logging;

namespace Orchestry.Actors.Health;

internal static partial class HealthLog
{
    [LoggerMessage(2300, LogLevel.Warning, "The probes' figures can't be shared with the other nodes, which show older ones: {Error}")]
    public static partial void ReadingsStuck(this ILogger log, string error);

    [LoggerMessage(2301, LogLevel.Information, "The probes' figures are shared with the other nodes again")]
    public static partial void ReadingsFlow(this ILogger log);

    [LoggerMessage(2302, LogLevel.Information, "The probes' figures are no longer shared by this node: {Error}")]
    public static partial void ReadingsOver(this ILogger log, string error);
}
