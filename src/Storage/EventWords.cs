using Orchestry.Core.Journal;

namespace Orchestry.Storage;

/// <summary>How levels and types of events are written in a database: words, so that rows outlive a reordered enum.</summary>
internal static class EventWords
{
    public static string ToWord(this EventLevel level) => level switch
    {
        EventLevel.Info => "info",
        EventLevel.Warning => "warning",
        EventLevel.Error => "error",
        _ => throw new ArgumentOutOfRangeException(nameof(level), level, null),
    };

    public static string ToWord(this EventType type) => type switch
    {
        EventType.Scaling => "scaling",
        EventType.Health => "health",
        EventType.Config => "config",
        EventType.Error => "error",
        EventType.Decision => "decision",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };

    public static EventLevel ParseLevel(string word) => word switch
    {
        "info" => EventLevel.Info,
        "warning" => EventLevel.Warning,
        "error" => EventLevel.Error,
        _ => throw new StoreException($"The database holds an event of the unknown level '{word}': a newer release has written it."),
    };

    public static EventType ParseType(string word) => word switch
    {
        "scaling" => EventType.Scaling,
        "health" => EventType.Health,
        "config" => EventType.Config,
        "error" => EventType.Error,
        "decision" => EventType.Decision,
        _ => throw new StoreException($"The database holds an event of the unknown type '{word}': a newer release has written it."),
    };
}
