namespace Orchestry.ClusterRig.History;

/// <summary>At any moment at most one node leads, and a term has one leader.</summary>
internal static class OfficeRules
{
    public const string OneLeaderPerTerm = "a term has one leader";
    public const string OneLeaderAtATime = "a leader's time is over before the next one's begins";

    // A node that wakes may answer what it was asked before it has looked at the clock; that its writes then fail is judged by the journal.
    private static readonly TimeSpan Waking = TimeSpan.FromMilliseconds(500);

    public static IEnumerable<Violation> Check(ClusterHistory history)
    {
        foreach (var term in history.Offices.GroupBy(o => o.Term))
        {
            if (term.Select(o => o.Node).Distinct().ToArray() is { Length: > 1 } nodes)
            {
                yield return new(OneLeaderPerTerm, $"term {term.Key} was claimed by {string.Join(" and ", nodes)}");
            }
        }

        var firstSeen = history.Offices.GroupBy(o => o.Term).ToDictionary(g => g.Key, g => g.MinBy(o => o.Ended)!);
        foreach (var claim in history.Offices.Where(c => !WasAsleep(history, c)))
        {
            var newer = firstSeen.Values.Where(o => o.Term > claim.Term && o.Ended < claim.Began).MinBy(o => o.Ended);
            if (newer is not null)
            {
                yield return new(
                    OneLeaderAtATime,
                    $"{claim.Node} claimed term {claim.Term} at {claim.Began:HH:mm:ss.fff}, though {newer.Node} led in term {newer.Term} at {newer.Ended:HH:mm:ss.fff}");
            }
        }
    }

    private static bool WasAsleep(ClusterHistory history, OfficeSeen claim) =>
        history.Freezes.Any(f => f.Node == claim.Node && f.Began <= claim.Ended && claim.Began <= f.Ended + Waking);
}
