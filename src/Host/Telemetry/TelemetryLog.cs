using Microsoft.Extensions.Logging;

namespace Orchestry.Host.Telemetry;

/// <summary>What the telemetry's room tells the log. Event ids 7000-7049.</summary>
internal static partial class TelemetryLog
{
    [LoggerMessage(7000, LogLevel.Warning, "Metrics can't be sent to {Target}: {Error}")]
    public static partial void ExportStuck(this ILogger log, Uri target, string error);

    [LoggerMessage(7001, LogLevel.Information, "Metrics are sent to {Target} again")]
    public static partial void ExportFlows(this ILogger log, Uri target);
}
