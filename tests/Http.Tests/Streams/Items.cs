using Orchestry.Core.Engine;
using Orchestry.Core.Journal;
using Orchestry.Core.Streams;

namespace Orchestry.Http.Tests.Streams;

/// <summary>Items of streams.</summary>
internal static class Items
{
    public static LogCursor Place { get; } = LogCursor.StartOf(SeedData.MyApp);

    public static LineItem Line(string message, string? level = null) => new(1, "web-1", LogStream.Stdout, SeedData.Now, level, message, Place);

    public static EventItem Event(long revision, string message) => new(new StoredEvent(revision, new EventRecord
    {
        Type = EventType.Scaling,
        Component = "test",
        Reason = "Tested",
        Application = "web",
        Message = message,
        At = SeedData.Now,
    }));
}
