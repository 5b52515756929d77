using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestry.Core.Journal;
using Orchestry.Core.Replicas;

namespace Orchestry.Actors.Apps;

/// <summary>The journal's words for what happens to replicas.</summary>
internal static class ReplicaEvents
{
    /// <summary>
    /// The event of a change of phase, or null when the phase has none of its own. Every change that the API, or traffic, can tell from what
    /// was before has one: it is with its event that a change reaches the journal, and so the other nodes.
    /// </summary>
    public static EventRecord? Of(
        ReplicaSnapshot now, ReplicaSnapshot before, ReplicaFailure? failure, bool isAdopted, bool isJob, DateTimeOffset at)
    {
        var name = now.Id.Name;
        if (isJob && now.Phase != before.Phase && JobOutcome.Of(new AttemptState(now.Phase, Failure: failure)) is { } outcome)
        {
            return JobEnded(now, outcome, at);
        }

        if (now.Phase == before.Phase)
        {
            // Where it is reached is what traffic goes by: a change of it must be seen by every node.
            return isAdopted && (now.Container, now.Address, now.StartedAt) != (before.Container, before.Address, before.StartedAt)
                ? Adopted(now, at)
                : null;
        }

        return now.Phase switch
        {
            ReplicaPhase.Pulling => Tell(now, EventType.Scaling, EventLevel.Info, "ImagePulling", $"Pulling the image of {name}", at),
            ReplicaPhase.Starting when isAdopted => Adopted(now, at),
            ReplicaPhase.Starting => Tell(now, EventType.Scaling, EventLevel.Info, "ContainerStarted", $"Container {name} started", at),
            ReplicaPhase.Ready => Tell(now, EventType.Health, EventLevel.Info, "ContainerHealthy", $"Container {name} is healthy", at, details =>
                details["response_time_ms"] = now.ResponseTimeMs),
            ReplicaPhase.Unready => Tell(
                now, EventType.Health, EventLevel.Warning, "ContainerUnhealthy", $"Container {name} marked as unhealthy", at, details =>
                {
                    details["health_check_failures"] = now.ConsecutiveFailures;
                    details["error"] = now.LastError;
                }),
            // Without a container there is nothing to be seen of it.
            ReplicaPhase.Draining when now.Container is not null =>
                Tell(now, EventType.Scaling, EventLevel.Info, "ContainerStopping", $"Container {name} is stopping and gets no more traffic", at),
            ReplicaPhase.Exited => Tell(
                now, EventType.Error, EventLevel.Warning, ReasonOf(failure), $"Container {name}: {failure?.Message}", at, details =>
                {
                    details["exit_code"] = failure?.ExitCode;
                    details["restarts"] = now.Restarts;
                }),
            ReplicaPhase.Gone when now.Container is not null => Tell(now, EventType.Scaling, EventLevel.Info, "ContainerRemoved", $"Container {name} removed", at),
            _ => null,
        };
    }

    private static EventRecord JobEnded(ReplicaSnapshot now, JobOutcome outcome, DateTimeOffset at) => Tell(
        now,
        outcome.IsCompleted ? EventType.Scaling : EventType.Error,
        outcome.IsCompleted ? EventLevel.Info : EventLevel.Error,
        outcome.IsCompleted ? "JobCompleted" : "JobFailed",
        $"Job {now.Id.App} {outcome.Message}",
        at,
        details => details["exit_code"] = outcome.ExitCode);

    private static EventRecord Adopted(ReplicaSnapshot now, DateTimeOffset at) => Tell(
        now, EventType.Scaling, EventLevel.Info, "ContainerAdopted", $"Container {now.Id.Name} was running and is taken over", at);

    /// <summary>The event of a decision about which attempts to start and which records to drop.</summary>
    public static EventRecord Planned(string app, ReplicaPlan plan, DateTimeOffset at)
    {
        var replaced = plan.Start.Where(a => a.Cause is not null).ToArray();
        var starting = new JsonArray([.. plan.Start.Select(a => (JsonNode?)$"{app}-{a.Slot}")]);
        var details = new JsonObject { ["starting"] = starting, ["attempts"] = new JsonArray([.. plan.Start.Select(a => (JsonNode?)a.Attempt)]) };
        if (replaced.Length == 0)
        {
            return Tell(app, EventType.Scaling, EventLevel.Info, "ReplicasPlaced", plan.Start.IsEmpty
                ? $"Attempts {string.Join(", ", plan.Forget)} are over"
                : $"Placing {string.Join(", ", plan.Start.Select(a => $"{app}-{a.Slot}"))}", at, details);
        }

        details["restarts"] = replaced.Max(a => a.Restarts);
        details["cause"] = replaced[0].Cause!.Message;
        var isLoop = replaced.Any(a => RestartPolicy.IsCrashLoop(a.Restarts));
        var words = replaced.Select(a => a.NotBefore > at
            ? $"{app}-{a.Slot} in {Math.Round((a.NotBefore - at).TotalSeconds, 1)} s"
            : $"{app}-{a.Slot} at once");
        return Tell(
            app,
            isLoop ? EventType.Error : EventType.Scaling,
            isLoop ? EventLevel.Error : EventLevel.Warning,
            isLoop ? "CrashLoop" : "ReplicasReplaced",
            $"{(isLoop ? "Crash loop, trying again slowly: " : "Replacing ")}{string.Join(", ", words)} ({replaced[0].Cause!.Message})",
            at,
            details);
    }

    /// <summary>A check that only alerts has begun to fail, or has ceased to.</summary>
    public static EventRecord Alerted(ReplicaId replica, ReplicaFailure? cause, DateTimeOffset at) => Tell(
        replica.App.Value,
        EventType.Health,
        cause is null ? EventLevel.Info : EventLevel.Warning,
        cause is null ? "HealthAlertOver" : "HealthAlert",
        cause is null ? $"Container {replica.Name} passes the check again that it was failing" : $"Container {replica.Name} is {cause.Message}",
        at,
        new JsonObject { ["attempt"] = replica.Attempt, ["error"] = cause?.Message });

    /// <summary>A container of ours that no record claims was removed.</summary>
    public static EventRecord OrphanRemoved(string app, string container, DateTimeOffset at) => Tell(
        app, EventType.Scaling, EventLevel.Warning, "OrphanRemoved", $"Removed container {container}, which nothing claims", at,
        new JsonObject { ["container"] = container });

    /// <summary>The application is gone.</summary>
    public static EventRecord AppRemoved(string app, int containers, int volumes, DateTimeOffset at) => Tell(
        app, EventType.Config, EventLevel.Info, "AppRemoved", "Application removed", at,
        new JsonObject { ["containers_removed"] = containers, ["volumes_removed"] = volumes });

    private static string ReasonOf(ReplicaFailure? failure) => failure?.Kind switch
    {
        FailureKind.Crashed => "ContainerCrashed",
        FailureKind.Vanished => "ContainerVanished",
        FailureKind.ImageUnavailable => "ImageUnavailable",
        FailureKind.InsufficientResources => "InsufficientResources",
        FailureKind.ConfigMissing => "ConfigMissing",
        _ => "ContainerCannotStart",
    };

    private static EventRecord Tell(
        ReplicaSnapshot replica, EventType type, EventLevel level, string reason, string message, DateTimeOffset at, Action<JsonObject>? add = null)
    {
        var details = new JsonObject { ["container_id"] = replica.Container?.ShortId, ["attempt"] = replica.Id.Attempt };
        add?.Invoke(details);
        return Tell(replica.Id.App.Value, type, level, reason, message, at, details);
    }

    private static EventRecord Tell(
        string app, EventType type, EventLevel level, string reason, string message, DateTimeOffset at, JsonObject details) => new()
        {
            Type = type,
            Level = level,
            Component = "supervisor",
            Reason = reason,
            Application = app,
            Message = message,
            Details = details.ToJsonString(JsonSerializerOptions.Default),
            At = at,
        };
}
