using Orchestry.Core.Apps;
using Orchestry.Core.Replicas;
using Orchestry.Core.Streams;

namespace Orchestry.Actors.Streams.Logs;

/// <summary>The announcements of what is lost, each with its reason.</summary>
internal static class LogGaps
{
    public static LogGapItem Rotated(ReplicaId id, DateTimeOffset? from, DateTimeOffset? to, DateTimeOffset now, LogCursor place) => new(
        id.Attempt, id.Name, from, to, null, "The engine has rotated the log: lines between these two may be gone", now, place);

    // Where nothing was read it is not known whether there was anything: a replica may be called off before it has a container, and a node that
    // follows learns of neither.
    public static LogGapItem Removed(int attempt, string? container, ContainerPosition last, DateTimeOffset now, LogCursor place) => new(
        attempt, container, TimeOf(last), null, null,
        last == ContainerPosition.StartOf(attempt) ? "The container had yet to write when it was last seen; if it did, that is gone"
            : "The container was removed before all that it wrote was read",
        now, place);

    public static LogGapItem AnotherApp(DateTimeOffset now, LogCursor place) => new(
        null, null, null, null, null, "The application was removed, and another one of its name registered, since the cursor was given", now, place);

    /// <summary>The announcement of the attempts from one on that were never seen; null: all were.</summary>
    public static LogGapItem? Unseen(int first, AppSnapshot app, DateTimeOffset now, LogCursor place)
    {
        var there = app.Replicas.Select(r => r.Id.Attempt).ToHashSet();
        var unseen = Enumerable.Range(first, Math.Max(0, app.NextAttempt - first)).Where(attempt => !there.Contains(attempt)).ToArray();
        return unseen.Length == 0 ? null : new LogGapItem(
            null, null, null, null, null,
            unseen.Length == 1 ? "A container came and went unseen; what it wrote is gone"
                : $"{unseen.Length} containers came and went unseen; what they wrote is gone",
            now, place);
    }

    private static DateTimeOffset? TimeOf(ContainerPosition place)
    {
        var last = place.Stdout > place.Stderr ? place.Stdout : place.Stderr;
        return last.IsLine ? last.Time : null;
    }
}
