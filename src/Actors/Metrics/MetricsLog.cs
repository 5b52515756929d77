using Microsoft.Extensions.Logging;

namespace Orchestry.Actors.Metrics;

/// <summary>What the metrics' room tells the log. Event ids 2650-2699.</summary>
internal static partial class MetricsLog
{
    [LoggerMessage(2650, LogLevel.Warning, "Samples of metrics can't be kept and are lost until they can be: {Error}")]
    public static partial void SamplesLost(this ILogger log, string error);

    [LoggerMessage(2651, LogLevel.Information, "Samples of metrics are kept again; {Count} were lost")]
    public static partial void SamplesKept(this ILogger log, long count);

    [LoggerMessage(2652, LogLevel.Error, "Reading what containers use failed; their figures are missing from the samples")]
    public static partial void UsageFailed(this ILogger log, Exception error);

    [LoggerMessage(2653, LogLevel.Warning, "Reading what containers use takes longer than the interval of {Seconds} s; their figures are missing from some samples")]
    public static partial void UsageIsSlow(this ILogger log, double seconds);

    [LoggerMessage(2654, LogLevel.Information, "Deleted {Count} samples of metrics older than their retention")]
    public static partial void SamplesPruned(this ILogger log, long count);

    [LoggerMessage(2655, LogLevel.Warning, "Old samples of metrics can't be deleted and are tried again in an hour: {Error}")]
    public static partial void PruneFailed(this ILogger log, string error);

    [LoggerMessage(2656, LogLevel.Error, "Reading this node's own figures failed; they are missing until they can be read")]
    public static partial void LookFailed(this ILogger log, Exception error);
}
