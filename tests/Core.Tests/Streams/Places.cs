using FsCheck;
using FsCheck.Fluent;
using Orchestry.Core.Streams;
using Orchestry.Testing.Apps;

namespace Orchestry.Core.Tests.Streams;

/// <summary>Places in logs, and cursors made of them, by chance: close together and at the ends of what there is.</summary>
internal static class Places
{
    private static readonly Gen<long> Ticks = Gen.OneOf(
        Gen.Choose(0, 3).Select(n => (long)n),
        Gen.Choose(0, 3).Select(n => DateTimeOffset.MaxValue.Ticks - n),
        Gen.Choose(0, int.MaxValue).Select(n => RegisteredApp.Epoch.UtcTicks + n - (int.MaxValue / 2)));

    private static readonly Gen<int> Ordinals = Gen.OneOf(
        Gen.Choose(-1, 2), Gen.Choose(0, int.MaxValue - 1), Gen.Constant(int.MaxValue - 1));

    /// <summary>A place in one stream.</summary>
    public static Gen<LinePosition> Any { get; } = Gen.Frequency(
        (1, Gen.Constant(LinePosition.Start)), (4, from ticks in Ticks from ordinal in Ordinals select new LinePosition(ticks, ordinal)));

    /// <summary>A place in a container's log.</summary>
    public static Gen<ContainerPosition> Containers { get; } =
        from attempt in Gen.OneOf(Gen.Choose(0, 9), Gen.Choose(0, int.MaxValue), Gen.Constant(int.MaxValue))
        from stdout in Any
        from stderr in Any
        from isEnded in Gen.Elements(true, false)
        select new ContainerPosition(attempt, stdout, stderr, isEnded);

    /// <summary>A cursor.</summary>
    public static Gen<LogCursor> Cursors { get; } =
        from registered in Ticks
        from revision in Gen.OneOf(Gen.Choose(0, 200).Select(n => (long)n), Gen.Constant(long.MaxValue))
        from next in Gen.OneOf(Gen.Choose(0, 200), Gen.Constant(int.MaxValue))
        from containers in Containers.ListOf()
        select containers.Aggregate(
            LogCursor.StartOf(ShownApp.Of("web", new DateTimeOffset(registered, TimeSpan.Zero)))
                .Seen(ShownApp.Of("web") with { Revision = revision, NextAttempt = next }, static _ => true),
            static (cursor, container) => cursor.With(container));

    /// <summary>Whether two cursors say the same.</summary>
    public static bool SaysTheSame(this LogCursor cursor, LogCursor other) =>
        (cursor.Registered, cursor.Revision, cursor.NextAttempt) == (other.Registered, other.Revision, other.NextAttempt)
        && cursor.Containers.SequenceEqual(other.Containers);
}
