using Orchestry.Core.Engine;

namespace Orchestry.Core.Streams;

/// <summary>How far the log of one container was read.</summary>
/// <param name="Attempt">The attempt whose container it is.</param>
/// <param name="Stdout">The last line of standard output.</param>
/// <param name="Stderr">The last line of standard error.</param>
/// <param name="IsEnded">Whether that was all of it: the container has exited.</param>
public readonly record struct ContainerPosition(int Attempt, LinePosition Stdout, LinePosition Stderr, bool IsEnded)
{
    // By more than this the stamps of the two streams are never out of order.
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(10);

    /// <summary>Nothing of it was read.</summary>
    public static ContainerPosition StartOf(int attempt) => At(attempt, LinePosition.Start);

    /// <summary>The same place in both streams.</summary>
    public static ContainerPosition At(int attempt, LinePosition place) => new(attempt, place, place, false);

    /// <summary>The place in one of the streams.</summary>
    public LinePosition this[LogStream stream] => stream == LogStream.Stdout ? Stdout : Stderr;

    /// <summary>The same with another place in one of the streams.</summary>
    public ContainerPosition With(LogStream stream, LinePosition place) =>
        stream == LogStream.Stdout ? this with { Stdout = place } : this with { Stderr = place };

    /// <summary>
    /// From when on to ask the engine, so that every line after this place is in the answer and the lines before it can be told; null: from the
    /// beginning. A stream that was last heard of long before the other is not waited for: what it wrote then has been read.
    /// </summary>
    public DateTimeOffset? ReadFrom
    {
        get
        {
            var (first, last) = Stdout < Stderr ? (Stdout, Stderr) : (Stderr, Stdout);
            var from = Math.Max(first.Ticks, last.Ticks - Skew.Ticks);
            return from <= DateTimeOffset.UnixEpoch.Ticks ? null : new DateTimeOffset(from, TimeSpan.Zero);
        }
    }

    /// <summary>The further place of two in each stream.</summary>
    public static ContainerPosition Later(ContainerPosition left, ContainerPosition right) => left with
    {
        Stdout = left.Stdout > right.Stdout ? left.Stdout : right.Stdout,
        Stderr = left.Stderr > right.Stderr ? left.Stderr : right.Stderr,
        IsEnded = left.IsEnded || right.IsEnded,
    };

    /// <summary>Whether it is in neither stream further up than another.</summary>
    public bool IsAtLeast(ContainerPosition other) => Stdout >= other.Stdout && Stderr >= other.Stderr && (IsEnded || !other.IsEnded);
}
