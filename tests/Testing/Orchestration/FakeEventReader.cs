using Orchestry.Core.Journal;

namespace Orchestry.Testing.Orchestration;

/// <summary>Events as a test says, and what was asked for.</summary>
public sealed class FakeEventReader : IEventReader
{
    /// <summary>What every query finds.</summary>
    public EventPage Page { get; set; } = new([], 0);

    /// <summary>What every query throws; null: nothing.</summary>
    public Exception? Failure { get; set; }

    /// <summary>The last query.</summary>
    public EventQuery? Asked { get; private set; }

    /// <inheritdoc/>
    public Task<EventPage> QueryEventsAsync(EventQuery query, CancellationToken cancellationToken)
    {
        Asked = query;
        return Failure is { } failure ? Task.FromException<EventPage>(failure) : Task.FromResult(Page);
    }
}
