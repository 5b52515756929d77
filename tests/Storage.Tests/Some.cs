using Orchestry.Core.Journal;

namespace Orchestry.Storage.Tests;

/// <summary>Changes and keys for tests that don't care about the details.</summary>
internal static class Some
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    public static ResourceKey App(string name) => new("app", ResourceKey.DefaultNamespace, name);

    public static EventRecord Event(string message = "Something happened.") => new()
    {
        Type = EventType.Config,
        Component = "test",
        Reason = "Tested",
        Message = message,
        At = Noon,
    };

    public static Change Put(string name, string spec = "{}", string? status = null) =>
        new(Event($"Put {name}."), new Mutation.Put(App(name), spec, status));

    public static Change Delete(string name) => new(Event($"Deleted {name}."), new Mutation.Delete(App(name)));

    public static Change Note(string message = "Something happened.") => new(Event(message));
}
