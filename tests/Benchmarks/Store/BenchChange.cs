using Orchestry.Core.Journal;

namespace Orchestry.Benchmarks.Store;

/// <summary>A change of the size a controller writes: a resource of half a kilobyte and the event that tells of it.</summary>
internal static class BenchChange
{
    /// <summary>How many resources the writes go round.</summary>
    public const int Resources = 100;

    public static readonly string Spec =
        $$"""{"image":"registry.example/shop/web:1.2.3","replicas":3,"environment":{ "A":"{{new string('x', 400)}}" } }""";

    public static readonly DateTimeOffset At = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    public static Change Make(int caller, int n) => new(
        new EventRecord
        {
            Type = EventType.Scaling,
            Component = "replica",
            Reason = "ContainerStarted",
            Application = "web",
            Message = $"Started replica {n} for caller {caller}.",
            At = At,
        },
        new Mutation.Put(new ResourceKey("app", ResourceKey.DefaultNamespace, $"web-{n % Resources}"), Spec, null));
}
