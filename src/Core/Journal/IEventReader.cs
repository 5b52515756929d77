namespace Orchestry.Core.Journal;

/// <summary>Reads the journal's events.</summary>
public interface IEventReader
{
    /// <summary>Events that match, newest first, with how many match in all. Throws <see cref="StoreException"/>.</summary>
    Task<EventPage> QueryEventsAsync(EventQuery query, CancellationToken cancellationToken);
}
