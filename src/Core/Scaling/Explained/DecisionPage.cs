using Orchestry.Core.Journal;

namespace Orchestry.Core.Scaling.Explained;

/// <summary>Decisions of one application as every node can read them.</summary>
/// <param name="Entries">Newest first.</param>
/// <param name="HasMore">Whether there are older ones.</param>
public sealed record DecisionPage(IReadOnlyList<DecisionEntry> Entries, bool HasMore)
{
    private const int EventsAtOnce = 200;
    private const int MostEvents = 5000;

    /// <summary>Reads them from the journal; throws <see cref="StoreException"/>.</summary>
    /// <param name="events">The journal.</param>
    /// <param name="app">The application.</param>
    /// <param name="since">Only entries last made then or later: earlier ones are of an application of the same name that was removed, or were not asked for.</param>
    /// <param name="limit">At most this many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<DecisionPage> ReadAsync(
        IEventReader events, string app, DateTimeOffset since, int limit, CancellationToken cancellationToken)
    {
        // The newest batch of an entry has its last count, so the first that is met counts.
        var found = new Dictionary<(long Term, DateTimeOffset FirstAt), DecisionEntry>();
        long? before = null;
        for (var read = 0; read < MostEvents && found.Count <= limit;)
        {
            var page = await events.QueryEventsAsync(
                new EventQuery(app, EventType.Decision, Since: since, BeforeRevision: before, Limit: EventsAtOnce), cancellationToken);
            foreach (var entry in page.Events.SelectMany(e => DecisionJson.Read(e.Event.Details ?? "{}").Entries.Reverse()).Where(e => e.LastAt >= since))
            {
                found.TryAdd((entry.Term, entry.FirstAt), entry);
            }

            read += page.Events.Count;
            if (page.Events.Count < EventsAtOnce)
            {
                break;
            }

            before = page.Events[^1].Revision;
        }

        var newest = found.Values.OrderByDescending(e => e.Term).ThenByDescending(e => e.FirstAt).Take(limit).ToArray();
        return new DecisionPage(newest, found.Count > newest.Length);
    }
}
