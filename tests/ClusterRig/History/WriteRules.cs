namespace Orchestry.ClusterRig.History;

/// <summary>What was acknowledged happened, at the revision that was told, and is not lost.</summary>
internal static class WriteRules
{
    public const string IsReal = "an acknowledged write is in the journal at the revision it was told";
    public const string IsKept = "an acknowledged write is in the end state";

    public static IEnumerable<Violation> Check(ClusterHistory history, AppTimeline timeline) =>
        NotInTheJournal(history, timeline).Concat(Lost(history, timeline));

    private static IEnumerable<Violation> NotInTheJournal(ClusterHistory history, AppTimeline timeline)
    {
        var rows = history.Journal.GroupBy(r => r.Revision).ToDictionary(g => g.Key, g => g.First());
        foreach (var write in Acknowledged(history))
        {
            var wish = write.Wish;
            if (!rows.TryGetValue(write.Revision, out var row))
            {
                yield return new(IsReal, $"{Tell(write)}, and no such revision exists");
            }
            else if (!wish.HoldsIn(timeline.At(wish.App, write.Revision)))
            {
                // A wish that changed nothing is told the revision at which it held already.
                yield return new(IsReal, $"{Tell(write)}, where {wish.App} was {timeline.At(wish.App, write.Revision)}");
            }
            else if (wish.Kind == WishKind.Register && (row.App != wish.App || row.Reason is not ("AppRegistered" or "SpecChanged")))
            {
                yield return new(IsReal, $"{Tell(write)}, which is {row.Reason} of {row.App}");
            }
        }
    }

    private static IEnumerable<Violation> Lost(ClusterHistory history, AppTimeline timeline)
    {
        var end = history.End.Apps.ToDictionary(a => a.Name);
        var changes = history.Journal.Where(r => r.Reason == "SpecChanged").Select(r => r.Revision).ToHashSet();
        foreach (var app in Acknowledged(history).GroupBy(o => o.Wish.App))
        {
            var state = end.TryGetValue(app.Key, out var final) ? new AppState(true, final.Desired) : AppState.None;
            var unknown = history.Operations.Where(o => o.Outcome == OperationOutcome.Unknown && o.Wish.App == app.Key).Select(o => o.Wish).ToArray();
            // A changed specification leaves the number of replicas as it was.
            var last = app.Where(o => o.Wish.Kind != WishKind.Register || !changes.Contains(o.Revision)).MaxBy(o => o.Revision);
            if (last is not null && !IsAsLeftBy(last.Wish, state) && !unknown.Any(u => IsAsLeftBy(u, state)))
            {
                yield return new(IsKept, $"{Tell(last)} and is the last one, but in the end {app.Key} is {state}{Later(history, last)}");
            }

            var registered = app.Where(o => o.Wish.Kind == WishKind.Register).MaxBy(o => o.Revision);
            if (registered is not null && final is not null && final.Marker != registered.Wish.Marker
                && !unknown.Any(u => u.Kind == WishKind.Register && u.Marker == final.Marker))
            {
                yield return new(IsKept, $"{Tell(registered)} and is the last one, but in the end its specification is {final.Marker}");
            }
        }
    }

    /// <summary>What else was asked of it since: the write that won may be among those held to be refused.</summary>
    private static string Later(ClusterHistory history, Operation write) => string.Concat(history.Operations
        .Where(o => o.Wish.App == write.Wish.App && o.Ended > write.Ended && o.Outcome != OperationOutcome.Acknowledged)
        .Select(o => $"; at {o.Began:HH:mm:ss.fff} '{o.Wish}' was {o.Outcome}: {o.Told}"));

    private static bool IsAsLeftBy(Wish wish, AppState state) =>
        wish.HoldsIn(state) && (wish.Kind != WishKind.Register || state.Desired == 0);

    private static IEnumerable<Operation> Acknowledged(ClusterHistory history) =>
        history.Operations.Where(o => o.Outcome == OperationOutcome.Acknowledged);

    private static string Tell(Operation write) =>
        $"'{write.Wish}' by way of {write.Node} was acknowledged at {write.Ended:HH:mm:ss.fff} with revision {write.Revision}";
}
