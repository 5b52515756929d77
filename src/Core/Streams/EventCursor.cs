using System.Globalization;
using Orchestry.Core.Journal;

namespace Orchestry.Core.Streams;

/// <summary>How far the journal was read, written <c>41</c> or <c>41.638409114151234567</c>.</summary>
/// <param name="Revision">The last revision that was read.</param>
/// <param name="At">
/// When its event happened; null: not known. A database that failed over and lost its last changes has another event at that revision, and so another time.
/// </param>
public readonly record struct EventCursor(long Revision, DateTimeOffset? At = null)
{
    /// <summary>The place after an event.</summary>
    public static EventCursor Of(long revision, EventRecord happened) => new(revision, happened.At);

    /// <summary>Reads what <see cref="ToString"/> made; false for anything else.</summary>
    public static bool TryParse(string text, out EventCursor cursor)
    {
        cursor = default;
        var point = text.IndexOf('.', StringComparison.Ordinal);
        if (!long.TryParse(point < 0 ? text : text.AsSpan(0, point), NumberStyles.None, CultureInfo.InvariantCulture, out var revision))
        {
            return false;
        }

        DateTimeOffset? at = null;
        if (point >= 0)
        {
            if (!MetricCursor.TryParse(text[(point + 1)..], out var happened))
            {
                return false;
            }

            at = happened;
        }

        cursor = new EventCursor(revision, at);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Revision}{(At is { } at ? $".{at.UtcTicks}" : "")}");
}
