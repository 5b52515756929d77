namespace Orchestry.Core.Metrics;

/// <summary>The stretches of time that samples are rolled up by: each of a length begins at a whole multiple of it since 1970.</summary>
public static class MetricStretch
{
    /// <summary>The shortest; all others are whole multiples of it.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromMinutes(5);

    /// <summary>The longest that can be asked for.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    /// <summary>The most points that one query returns.</summary>
    public const int MostPoints = 100_000;

    /// <summary>Where the stretch begins that a time belongs to.</summary>
    public static DateTimeOffset StartOf(DateTimeOffset at, TimeSpan length) => new(Floor(at.UtcTicks, length.Ticks), TimeSpan.Zero);

    /// <summary>
    /// Where the first stretch begins that begins at or after a time, in ticks of UTC: it may lie beyond the end of the calendar.
    /// </summary>
    public static long FirstTicksFrom(DateTimeOffset at, TimeSpan length)
    {
        var floor = Floor(at.UtcTicks, length.Ticks);
        return floor == at.UtcTicks ? floor : floor + length.Ticks;
    }

    /// <summary>Refuses a query that is out of its bounds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not 1 to 100,000, or the interval no whole multiple of five minutes up to 366 days.</exception>
    public static void Check(MetricQuery query)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Limit, MostPoints);
        if (query.Interval is { } interval && (interval < Shortest || interval > Longest || interval.Ticks % Shortest.Ticks != 0))
        {
            throw new ArgumentOutOfRangeException(
                nameof(query), interval, "An interval is a whole multiple of five minutes, 366 days at most.");
        }
    }

    // Times before 1970 have a remainder below zero.
    private static long Floor(long ticks, long length)
    {
        var into = (ticks - DateTime.UnixEpoch.Ticks) % length;
        return ticks - (into < 0 ? into + length : into);
    }
}
