using System.Globalization;

namespace Orchestry.Core.Streams;

/// <summary>How far an application's figures were read: a time, in ticks of 100 ns.</summary>
public static class MetricCursor
{
    /// <summary>The place after the figures of this time.</summary>
    public static string Write(DateTimeOffset at) => at.UtcTicks.ToString(CultureInfo.InvariantCulture);

    /// <summary>Reads what <see cref="Write"/> made; false for anything else.</summary>
    public static bool TryParse(string text, out DateTimeOffset at)
    {
        var isRead = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTimeOffset.MaxValue.Ticks;
        at = isRead ? new DateTimeOffset(ticks, TimeSpan.Zero) : default;
        return isRead;
    }
}
