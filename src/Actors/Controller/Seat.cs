using Orchestry.Core.Journal;

namespace Orchestry.Actors.Controller;

/// <summary>Holds the term that this node is in office for, if it is.</summary>
internal sealed class Seat : ILeaderJournal
{
    private volatile ControllerTerm? _term;

    /// <summary>The term; null while this node does not lead.</summary>
    public ControllerTerm? Term
    {
        get => _term;
        set => _term = value;
    }

    /// <inheritdoc/>
    public IJournal? Current => _term?.Journal;
}
