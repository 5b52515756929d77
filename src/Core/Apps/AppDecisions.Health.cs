using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestry.Core.Journal;
using Orchestry.Core.Replicas;

namespace Orchestry.Core.Apps;

/// <summary>This part: what a health check asks for by itself.</summary>
public static partial class AppDecisions
{
    /// <summary>
    /// Stops an application because a check that is to stop it has failed too often. Asked again, or about an attempt that is no longer wanted, it
    /// changes nothing.
    /// </summary>
    /// <param name="record">The newest record.</param>
    /// <param name="attempt">The attempt whose check failed.</param>
    /// <param name="cause">What it said.</param>
    /// <param name="grace">Time between SIGTERM and SIGKILL.</param>
    /// <param name="now">The time.</param>
    public static Decision StopUnhealthy(AppRecord record, int attempt, ReplicaFailure cause, TimeSpan grace, DateTimeOffset now)
    {
        if (record.Intent != AppIntent.Running || record.Attempts.FirstOrDefault(a => a.Attempt == attempt) is not { } ill || record.Current(ill.Slot) != ill)
        {
            return Decision.Nothing(record);
        }

        var told = new EventRecord
        {
            Type = EventType.Error,
            Level = EventLevel.Error,
            Component = "supervisor",
            Reason = "StoppedUnhealthy",
            Application = record.Name,
            Message = $"Stopped, as its health check asks for: {record.Name}-{ill.Slot} is {cause.Message}",
            Details = new JsonObject { ["attempt"] = attempt, ["error"] = cause.Message }.ToJsonString(JsonSerializerOptions.Default),
            At = now,
        };
        var stopped = record with
        {
            Intent = AppIntent.Stopped,
            Rollout = null,
            Force = false,
            StopGraceSeconds = (int)Math.Ceiling(grace.TotalSeconds),
            StopCause = cause with { Message = $"{record.Name}-{ill.Slot}: {cause.Message}" },
            UpdatedAt = now,
        };
        return new Decision(stopped, [told]);
    }
}
