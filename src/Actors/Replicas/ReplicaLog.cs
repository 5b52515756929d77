using Microsoft.Extensions.Logging;

namespace Orchestry.Actors.Replicas;

internal static partial class ReplicaLog
{
    [LoggerMessage(2100, LogLevel.Warning, "Replica {Replica} ended: {Failure}")]
    public static partial void Ended(this ILogger log, string replica, string failure);

    [LoggerMessage(2106, LogLevel.Information, "Job {Replica} has completed")]
    public static partial void Completed(this ILogger log, string replica);

    [LoggerMessage(2101, LogLevel.Warning, "Replica {Replica} is unhealthy after {Failures} failed probes: {Error}")]
    public static partial void Unhealthy(this ILogger log, string replica, int failures, string error);

    [LoggerMessage(2102, LogLevel.Warning, "The launch of replica {Replica} has no outcome yet and is looked at again: {Fault}")]
    public static partial void LaunchUnknown(this ILogger log, string replica, string fault);

    [LoggerMessage(2104, LogLevel.Warning, "The container of replica {Replica} can't be looked at; it is shown as it was, and looked at again: {Fault}")]
    public static partial void LookFailed(this ILogger log, string replica, string fault);

    [LoggerMessage(2103, LogLevel.Warning, "Replica {Replica} can't be removed yet and is tried again: {Fault}")]
    public static partial void LeaveFailed(this ILogger log, string replica, string fault);

    [LoggerMessage(2105, LogLevel.Warning, "How the last requests of replica {Replica} ended is not known, so it is stopped now: {Error}")]
    public static partial void DrainFailed(this ILogger log, string replica, string error);
}
