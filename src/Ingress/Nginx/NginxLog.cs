using Microsoft.Extensions.Logging;

namespace Orchestry.Ingress.Nginx;

/// <summary>What the nginx ingress tells the log. Event ids 6050-6099.</summary>
internal static partial class NginxLog
{
    [LoggerMessage(6050, LogLevel.Information, "nginx serves {Routes} applications with configuration {Generation}")]
    public static partial void InForce(this ILogger log, int routes, string generation);

    [LoggerMessage(6051, LogLevel.Warning, "nginx goes on with the configuration it had: {Fault}")]
    public static partial void Refused(this ILogger log, string fault);

    [LoggerMessage(6052, LogLevel.Warning, "Not in nginx's configuration: {Refusals}")]
    public static partial void LeftOut(this ILogger log, string refusals);

    [LoggerMessage(6053, LogLevel.Warning, "Requests are not counted while nginx's access log can't be read: {Fault}")]
    public static partial void LogLost(this ILogger log, string fault);

    [LoggerMessage(6054, LogLevel.Information, "nginx's access log is read again")]
    public static partial void LogFound(this ILogger log);

    [LoggerMessage(6055, LogLevel.Warning, "nginx's access log grows on, since a new one could not be begun: {Fault}")]
    public static partial void RotationFailed(this ILogger log, string fault);

    [LoggerMessage(6056, LogLevel.Debug, "nginx's access log was replaced after {Bytes} bytes")]
    public static partial void Rotated(this ILogger log, long bytes);
}
