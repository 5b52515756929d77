using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestry.Core.Bindings;
using Orchestry.Core.Journal;
using Orchestry.Core.Orchestration;

namespace Orchestry.Core.Apps;

/// <summary>The events that tell of requests granted.</summary>
internal static class AppEvents
{
    public static EventRecord Registered(AppRecord record, AppSpec spec, DateTimeOffset now) => Tell(
        record.Name, EventType.Config, "AppRegistered", $"Application registered with image {spec.Image}", now,
        new JsonObject { ["image"] = spec.Image, ["spec_revision"] = 1 });

    public static EventRecord Changed(AppRecord record, AppSpec spec, int revision, bool rollsOut, DateTimeOffset now) => Tell(
        record.Name, EventType.Config, "SpecChanged",
        rollsOut ? $"Specification changed; rolling out revision {revision}" : $"Specification changed to revision {revision}", now,
        new JsonObject { ["image"] = spec.Image, ["spec_revision"] = revision, ["rollout"] = rollsOut });

    public static EventRecord Started(AppRecord before, int replicas, DateTimeOffset now) => Tell(
        before.Name, EventType.Scaling, "AppStarted", $"Started with {Count(replicas)}", now, Replicas(before.Desired, replicas));

    public static EventRecord Scaled(AppRecord before, int replicas, DateTimeOffset now) => Tell(
        before.Name, EventType.Scaling, "AppScaled", $"Scaled from {before.Replicas} to {Count(replicas)} by request", now,
        Replicas(before.Replicas, replicas));

    public static EventRecord StopAsked(AppRecord before, StopRequest request, DateTimeOffset now) => Tell(
        before.Name, EventType.Scaling, "AppStopped", request.Force ? "Killed by request" : "Stopped by request", now,
        Replicas(before.Desired, 0));

    public static EventRecord RemovalAsked(AppRecord before, RemoveRequest request, DateTimeOffset now) => Tell(
        before.Name, EventType.Config, "AppRemovalStarted", "Removal begun by request", now,
        new JsonObject { ["keep_data"] = request.KeepData, ["force"] = request.Force });

    public static EventRecord Rebound(AppRecord before, string binding, int? revision, DateTimeOffset now)
    {
        var parts = binding.Split('/', 2);
        var isSecret = parts[0] == BoundKinds.Secret.Kind;
        var what = isSecret ? $"Secret '{parts[1]}' has a new value" : $"Config '{parts[1]}' has changed";
        var details = new JsonObject { [parts[0]] = parts[1], ["rollout"] = revision is not null };
        if (revision is { } rollsOut)
        {
            details["spec_revision"] = rollsOut;
        }

        return Tell(
            before.Name, EventType.Config, isSecret ? "SecretRotated" : "ConfigChanged",
            revision is null ? $"{what}; the next container is made with it" : $"{what}; rolling out revision {revision}", now, details) with
        {
            Component = "supervisor",
        };
    }

    private static string Count(int replicas) => replicas == 1 ? "1 replica" : $"{replicas} replicas";

    private static JsonObject Replicas(int before, int after) =>
        new() { ["previous_replicas"] = before, ["new_replicas"] = after, ["trigger"] = "request" };

    private static EventRecord Tell(
        string app, EventType type, string reason, string message, DateTimeOffset now, JsonObject details) => new()
        {
            Type = type,
            Component = "api",
            Reason = reason,
            Application = app,
            Message = message,
            Details = details.ToJsonString(JsonSerializerOptions.Default),
            At = now,
        };
}
