namespace Orchestry.ClusterRig.History;

/// <summary>Judges a history. Pure: the same history always gets the same verdict.</summary>
internal static class HistoryChecker
{
    /// <summary>Every promise that was broken; none when the cluster kept them all.</summary>
    public static IReadOnlyList<Violation> Check(ClusterHistory history)
    {
        var timeline = new AppTimeline(history.Journal);
        return
        [
            .. JournalRules.Check(history),
            .. OfficeRules.Check(history),
            .. WriteRules.Check(history, timeline),
            .. ReadRules.Check(history, timeline),
            .. EngineRules.Check(history, timeline),
            .. EndRules.Check(history, timeline),
        ];
    }
}
