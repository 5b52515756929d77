namespace Orchestry.ClusterRig.History;

/// <summary>When the world holds still, all nodes and the engine say the same.</summary>
internal static class EndRules
{
    public const string Settles = "a healed cluster settles";
    public const string FollowsJournal = "the end state is what the journal says";
    public const string SameEverywhere = "all nodes answer the same bytes";
    public const string NoOrphan = "no container is left that nothing claims";
    public const string AllThere = "every replica that is wanted runs";

    public static IEnumerable<Violation> Check(ClusterHistory history, AppTimeline timeline)
    {
        if (history.End.Trouble is { } trouble)
        {
            yield return new(Settles, trouble);
        }

        foreach (var violation in Told(history, timeline).Concat(Differing(history)).Concat(OnTheEngine(history)))
        {
            yield return violation;
        }
    }

    private static IEnumerable<Violation> Told(ClusterHistory history, AppTimeline timeline)
    {
        var end = history.End.Apps.ToDictionary(a => a.Name, a => new AppState(true, a.Desired));
        return
            from app in timeline.Apps.Union(end.Keys)
            let told = end.GetValueOrDefault(app)
            where told != timeline.End(app)
            select new Violation(FollowsJournal, $"{app} is {told}, and by the journal {timeline.End(app)}");
    }

    private static IEnumerable<Violation> Differing(ClusterHistory history) =>
        from path in history.End.Answers.GroupBy(a => a.Path)
        let first = path.First()
        from other in path.Skip(1)
        where other.Body != first.Body
        select new Violation(SameEverywhere, $"GET {path.Key} answers on {first.Node}: {first.Body} but on {other.Node}: {other.Body}");

    private static IEnumerable<Violation> OnTheEngine(ClusterHistory history)
    {
        var there = history.Engine.Count > 0 ? history.Engine[^1].Containers : [];
        foreach (var container in there)
        {
            var app = history.End.Apps.FirstOrDefault(a => a.Name == container.App);
            if (app is null || !app.Containers.Any(id => container.Id.StartsWith(id, StringComparison.Ordinal)))
            {
                yield return new(NoOrphan, $"{container} is on the engine, and {(app is null ? "its application is not there" : "its application does not show it")}");
            }
        }

        foreach (var app in history.End.Apps)
        {
            var running = there.Where(c => c.App == app.Name && c.IsRunning).Select(c => c.Slot).ToArray();
            if (!running.Order().SequenceEqual(Enumerable.Range(1, app.Desired)))
            {
                yield return new(AllThere, $"{app.Name} is wanted with {app.Desired} replicas, and on the engine run its slots {string.Join(", ", running.Order())}");
            }
        }
    }
}
