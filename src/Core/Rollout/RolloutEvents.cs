using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestry.Core.Apps;
using Orchestry.Core.Journal;

namespace Orchestry.Core.Rollout;

/// <summary>The journal's words for how rollouts and scale-ins end.</summary>
public static class RolloutEvents
{
    internal static EventRecord RolledBack(AppRecord record, RolloutVerdict.GiveUp verdict, int revision, DateTimeOffset now) => Tell(
        record.Name, EventType.Error, EventLevel.Error, "RolloutRolledBack",
        $"Rollout of revision {verdict.Rollout.To} did not become healthy in time and is rolled back to revision {verdict.Rollout.From} "
            + $"(as revision {revision}): {verdict.Why}",
        now,
        new JsonObject
        {
            ["from_revision"] = verdict.Rollout.From,
            ["failed_revision"] = verdict.Rollout.To,
            ["new_revision"] = revision,
            ["ready_replicas"] = verdict.Rollout.Ready,
            ["cause"] = verdict.Why,
        });

    internal static EventRecord Stalled(AppRecord record, RolloutVerdict.Stall verdict, DateTimeOffset now) => Tell(
        record.Name, EventType.Error, EventLevel.Error, "RolloutStalled",
        $"Rollout of revision {verdict.Rollout.To} did not become healthy in time, and nothing of revision {verdict.Rollout.From} serves that "
            + $"could be gone back to: {verdict.Why}",
        now,
        new JsonObject { ["from_revision"] = verdict.Rollout.From, ["to_revision"] = verdict.Rollout.To, ["cause"] = verdict.Why });

    internal static EventRecord Completed(AppRecord record, RolloutRecord rollout, RolloutTally tally, DateTimeOffset now)
    {
        var what = rollout.IsRollback ? "Rollback" : "Rollout";
        var seconds = Seconds(now - rollout.StartedAt);
        return Tell(
            record.Name, EventType.Scaling, EventLevel.Info, $"{what}Completed",
            string.Create(CultureInfo.InvariantCulture, $"{what} of revision {rollout.To} completed in {seconds} s: {Words(tally)}"), now,
            With(tally, new JsonObject { ["from_revision"] = rollout.From, ["to_revision"] = rollout.To, ["seconds"] = seconds }));
    }

    /// <summary>The last replica of a scale-in is gone.</summary>
    public static EventRecord ScaledIn(AppRecord record, int from, DateTimeOffset startedAt, RolloutTally tally, DateTimeOffset now)
    {
        var seconds = Seconds(now - startedAt);
        return Tell(
            record.Name, EventType.Scaling, EventLevel.Info, "ScaleInCompleted",
            string.Create(CultureInfo.InvariantCulture, $"Scale-in from {from} to {record.Desired} completed in {seconds} s: {Words(tally)}"), now,
            With(tally, new JsonObject { ["previous_replicas"] = from, ["new_replicas"] = record.Desired, ["seconds"] = seconds }));
    }

    private static string Words(RolloutTally tally) =>
        $"{tally.Served} requests served, {tally.Failed} failed, {tally.Drained} drained, {tally.Cut} connections closed after grace";

    private static JsonObject With(RolloutTally tally, JsonObject details)
    {
        details["requests_served"] = tally.Served;
        details["requests_failed"] = tally.Failed;
        details["requests_drained"] = tally.Drained;
        details["connections_closed_after_grace"] = tally.Cut;
        details["counted_since"] = tally.Since.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        return details;
    }

    private static double Seconds(TimeSpan span) => Math.Round(span.TotalSeconds, 1);

    private static EventRecord Tell(
        string app, EventType type, EventLevel level, string reason, string message, DateTimeOffset at, JsonObject details) => new()
        {
            Type = type,
            Level = level,
            Component = "rollout",
            Reason = reason,
            Application = app,
            Message = message,
            Details = details.ToJsonString(JsonSerializerOptions.Default),
            At = at,
        };
}
