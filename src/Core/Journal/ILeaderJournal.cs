namespace Orchestry.Core.Journal;

/// <summary>Where whoever writes finds the journal of the term that this node is in office for.</summary>
public interface ILeaderJournal
{
    /// <summary>That journal; null while this node does not lead.</summary>
    IJournal? Current { get; }
}
