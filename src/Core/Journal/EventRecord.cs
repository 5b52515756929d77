namespace Orchestry.Core.Journal;

/// <summary>How serious an event is.</summary>
public enum EventLevel
{
    /// <summary>Things go as wished.</summary>
    Info,

    /// <summary>Something went wrong and is being mended.</summary>
    Warning,

    /// <summary>A person is needed.</summary>
    Error,
}

/// <summary>The kinds of event, as the Orchestry API filters them.</summary>
public enum EventType
{
    /// <summary>Replicas asked for, started, stopped.</summary>
    Scaling,

    /// <summary>Readiness gained or lost.</summary>
    Health,

    /// <summary>Specifications and settings registered, changed, removed.</summary>
    Config,

    /// <summary>Crashes, images that can't be pulled, containers that can't start.</summary>
    Error,

    /// <summary>What the autoscaler decided and why, to hold included. Only who asks for this kind gets it.</summary>
    Decision,
}

/// <summary>Something that happened. Holds no secret.</summary>
public sealed record EventRecord
{
    /// <summary>Its kind.</summary>
    public required EventType Type { get; init; }

    /// <summary>How serious it is.</summary>
    public EventLevel Level { get; init; } = EventLevel.Info;

    /// <summary>The part of the controller that tells it, such as <c>supervisor</c>, <c>replica</c>, <c>janitor</c>.</summary>
    public required string Component { get; init; }

    /// <summary>A stable word for programs, in PascalCase, such as <c>ContainerStarted</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>The application concerned; null for the system itself.</summary>
    public string? Application { get; init; }

    /// <summary>One sentence for people.</summary>
    public required string Message { get; init; }

    /// <summary>Figures and names behind the sentence, as a JSON object; null when there are none.</summary>
    public string? Details { get; init; }

    /// <summary>When it happened, by the clock of the node that saw it.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>Which events to read. Null means "any".</summary>
/// <param name="Application">Events of this application only.</param>
/// <param name="Type">Events of this kind only; null: of every kind but <see cref="EventType.Decision"/>.</param>
/// <param name="Level">Events of this level only.</param>
/// <param name="Since">Events at or after this time only.</param>
/// <param name="BeforeRevision">Events before this revision only, to page on.</param>
/// <param name="Limit">At most this many, 1 or more.</param>
public sealed record EventQuery(
    string? Application = null, EventType? Type = null, EventLevel? Level = null, DateTimeOffset? Since = null,
    long? BeforeRevision = null, int Limit = 100);

/// <summary>Events that matched a query.</summary>
/// <param name="Events">Newest first, each with its revision.</param>
/// <param name="Total">How many match without the limit.</param>
public sealed record EventPage(IReadOnlyList<StoredEvent> Events, long Total);

/// <summary>A committed event.</summary>
public sealed record StoredEvent(long Revision, EventRecord Event);
