using System.Globalization;

namespace Orchestry.Core.Streams;

/// <summary>How far the journal was read: a revision.</summary>
public static class EventCursor
{
    /// <summary>The place after a revision.</summary>
    public static string Write(long revision) => revision.ToString(CultureInfo.InvariantCulture);

    /// <summary>Reads what <see cref="Write"/> made; false for anything else.</summary>
    public static bool TryParse(string text, out long revision) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out revision);
}
