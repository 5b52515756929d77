namespace Orchestry.Core.Streams;

/// <summary>
/// The place of a line in one output stream of a container: the engine's time stamp, and its number among the lines of that stream with the same
/// one. Standard output and error are counted apart, because the engine stamps each on its own and may store a later stamp first.
/// </summary>
/// <param name="Ticks">The engine's time stamp, in ticks of 100 ns of UTC.</param>
/// <param name="Ordinal">0 for the first line with that stamp; -1 is the place before it.</param>
public readonly record struct LinePosition(long Ticks, int Ordinal) : IComparable<LinePosition>
{
    /// <summary>The place before every line.</summary>
    public static LinePosition Start => default(LinePosition) with { Ordinal = -1 };

    /// <summary>The place before the first line with this stamp.</summary>
    public static LinePosition Before(DateTimeOffset time) => new(time.UtcTicks, -1);

    /// <summary>Whether a line is there, and not only a place between two.</summary>
    public bool IsLine => Ordinal >= 0;

    /// <summary>Its stamp.</summary>
    public DateTimeOffset Time => new(Ticks, TimeSpan.Zero);

    /// <inheritdoc/>
    public int CompareTo(LinePosition other) => Ticks != other.Ticks ? Ticks.CompareTo(other.Ticks) : Ordinal.CompareTo(other.Ordinal);

    /// <summary>Whether it is further up in the log.</summary>
    public static bool operator <(LinePosition left, LinePosition right) => left.CompareTo(right) < 0;

    /// <summary>Whether it is further down in the log.</summary>
    public static bool operator >(LinePosition left, LinePosition right) => left.CompareTo(right) > 0;

    /// <summary>Whether it is not further down in the log.</summary>
    public static bool operator <=(LinePosition left, LinePosition right) => left.CompareTo(right) <= 0;

    /// <summary>Whether it is not further up in the log.</summary>
    public static bool operator >=(LinePosition left, LinePosition right) => left.CompareTo(right) >= 0;
}
