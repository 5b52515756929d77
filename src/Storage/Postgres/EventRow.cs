using Orchestry.Core.Journal;

namespace Orchestry.Storage.Postgres;

/// <summary>A row of <c>events</c>, as Dapper fills it.</summary>
internal sealed class EventRow
{
    public required long Revision { get; init; }

    public required string Type { get; init; }

    public required string Level { get; init; }

    public required string Component { get; init; }

    public required string Reason { get; init; }

    public string? Application { get; init; }

    public required string Message { get; init; }

    public string? Details { get; init; }

    public required long At { get; init; }

    public string? ResourceKind { get; init; }

    public string? ResourceNamespace { get; init; }

    public string? ResourceName { get; init; }

    public required bool IsDelete { get; init; }

    public StoredEvent ToStoredEvent() => new(Revision, ToEvent());

    public JournalEntry ToJournalEntry() => new(
        Revision, ToEvent(), ResourceKind is null ? null : ResourceRow.ToKey(ResourceKind, ResourceNamespace!, ResourceName!), IsDelete);

    private EventRecord ToEvent() => new()
    {
        Type = EventWords.ParseType(Type),
        Level = EventWords.ParseLevel(Level),
        Component = PostgresText.Read(Component)!,
        Reason = PostgresText.Read(Reason)!,
        Application = PostgresText.Read(Application),
        Message = PostgresText.Read(Message)!,
        Details = PostgresText.Read(Details),
        At = new DateTimeOffset(At, TimeSpan.Zero),
    };
}
