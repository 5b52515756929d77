using Orchestry.Core.Engine;
using Orchestry.Core.Journal;
using Orchestry.Core.Metrics;

namespace Orchestry.Core.Streams;

/// <summary>Something that a subscriber is sent. One object goes to all of them.</summary>
public abstract record StreamItem
{
    /// <summary>Where a subscriber that got this, and everything before it, goes on after losing its connection.</summary>
    public abstract string Cursor { get; }

    /// <summary>What a transport has made of it, kept because the next subscriber is sent the same bytes.</summary>
    public byte[]? Wire { get; set; }
}

/// <summary>Something of an application's logs.</summary>
/// <param name="Timestamp">When it happened.</param>
/// <param name="Place">How far the logs were read with it.</param>
public abstract record LogsItem(DateTimeOffset Timestamp, LogCursor Place) : StreamItem
{
    /// <inheritdoc/>
    public sealed override string Cursor => Place.ToString();
}

/// <summary>A line.</summary>
/// <param name="Of">The attempt whose container wrote it.</param>
/// <param name="Container">The replica's name.</param>
/// <param name="Stream">Where it was written.</param>
/// <param name="Timestamp">When the engine received it.</param>
/// <param name="Level">Recognised level in capitals; null when the line shows none.</param>
/// <param name="Message">The line.</param>
/// <param name="Place">How far the logs were read with it.</param>
public sealed record LineItem(
    int Of, string Container, LogStream Stream, DateTimeOffset Timestamp, string? Level, string Message, LogCursor Place) : LogsItem(Timestamp, Place);

/// <summary>A container has exited, and everything it wrote was sent.</summary>
/// <param name="Of">Its attempt.</param>
/// <param name="Container">The replica's name.</param>
/// <param name="Timestamp">When it was noticed.</param>
/// <param name="Place">How far the logs were read with it.</param>
public sealed record EndItem(int Of, string Container, DateTimeOffset Timestamp, LogCursor Place) : LogsItem(Timestamp, Place);

/// <summary>Lines that can't be sent any more.</summary>
/// <param name="Of">The attempt whose container wrote them; null: several, or it is not known which.</param>
/// <param name="Container">The replica's name.</param>
/// <param name="From">The time of the last line before them; null: there is none.</param>
/// <param name="To">The time of the first line after them; null: there is none.</param>
/// <param name="Missed">How many; null: not known.</param>
/// <param name="Reason">Why, in one sentence.</param>
/// <param name="Timestamp">When it was noticed.</param>
/// <param name="Place">How far the logs were read with it.</param>
public sealed record LogGapItem(
    int? Of, string? Container, DateTimeOffset? From, DateTimeOffset? To, long? Missed, string Reason, DateTimeOffset Timestamp, LogCursor Place)
    : LogsItem(Timestamp, Place);

/// <summary>A committed event.</summary>
public sealed record EventItem(StoredEvent Stored) : StreamItem
{
    /// <inheritdoc/>
    public override string Cursor => EventCursor.Of(Stored.Revision, Stored.Event).ToString();
}

/// <summary>Events that retention has deleted.</summary>
/// <param name="After">The revision before them.</param>
/// <param name="Before">The revision after them.</param>
/// <param name="Timestamp">When it was noticed.</param>
public sealed record EventGapItem(long After, long Before, DateTimeOffset Timestamp) : StreamItem
{
    /// <inheritdoc/>
    public override string Cursor => new EventCursor(Before - 1).ToString();
}

/// <summary>The database has failed over without its last changes: of the events up to a place it may have others than were told.</summary>
/// <param name="Until">The last place where it has another event.</param>
/// <param name="Timestamp">When it was noticed.</param>
public sealed record EventsReplacedItem(EventCursor Until, DateTimeOffset Timestamp) : StreamItem
{
    /// <inheritdoc/>
    public override string Cursor => Until.ToString();
}

/// <summary>An application's figures.</summary>
public sealed record MetricItem(MetricSample Sample) : StreamItem
{
    /// <inheritdoc/>
    public override string Cursor => MetricCursor.Write(Sample.At);
}

/// <summary>Figures that can't be sent any more.</summary>
/// <param name="From">The time of the last ones before them.</param>
/// <param name="To">The time of the first ones after them.</param>
/// <param name="Reason">Why, in one sentence.</param>
/// <param name="Timestamp">When it was noticed.</param>
public sealed record MetricGapItem(DateTimeOffset From, DateTimeOffset To, string Reason, DateTimeOffset Timestamp) : StreamItem
{
    /// <inheritdoc/>
    public override string Cursor => MetricCursor.Write(To.AddTicks(-1));
}
