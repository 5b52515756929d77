using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Orchestry.Core.Journal;

/// <summary>Reads the API's time filters (<c>since</c>).</summary>
public static class TimeFilter
{
    /// <summary>What a filter may be, for messages and documentation.</summary>
    public const string Accepted =
        "a duration such as 15s, 5m, 1h, 1d or 1w, a time such as 2024-01-15T10:30:00Z (UTC where it names no offset), or seconds since 1970";

    private const int MaxShown = 80;

    // Years beyond 9999 are milliseconds mistaken for seconds.
    private const double MaxUnixSeconds = 253_402_300_799;

    private static readonly string[] TimeFormats =
        ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK"];

    /// <summary>The time a filter means, or what is wrong with it. A duration that reaches back before 1970 means 1970: everything.</summary>
    public static bool TryParse(string text, DateTimeOffset now, out DateTimeOffset since, [NotNullWhen(false)] out string? message)
    {
        var written = text.Trim();
        message = null;
        if (TryDuration(written, now, out since) || TryUnixSeconds(written, out since) || TryTime(written, out since))
        {
            return true;
        }

        var shown = new string([.. text.Take(MaxShown).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '\uFFFD' : c)]);
        message = $"must be {Accepted}; not '{shown}'";
        return false;
    }

    private static bool TryDuration(string text, DateTimeOffset now, out DateTimeOffset since)
    {
        since = default;
        long unitSeconds = text.Length < 2 ? 0 : text[^1] switch
        {
            's' => 1,
            'm' => 60,
            'h' => 3_600,
            'd' => 86_400,
            'w' => 604_800,
            _ => 0,
        };
        if (unitSeconds == 0 || !text.AsSpan(0, text.Length - 1).ContainsOnlyDigits())
        {
            return false;
        }

        // Digits that are too many for a number are more time than there has been since 1970.
        var ago = ulong.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? (double)count * unitSeconds
            : double.MaxValue;
        since = ago < now.ToUnixTimeSeconds() ? now.ToUniversalTime().AddTicks(-(long)count * unitSeconds * TimeSpan.TicksPerSecond)
            : DateTimeOffset.UnixEpoch;
        return true;
    }

    private static bool TryUnixSeconds(string text, out DateTimeOffset since)
    {
        since = default;
        if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            || (double)seconds > MaxUnixSeconds)
        {
            return false;
        }

        since = DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond));
        return true;
    }

    private static bool TryTime(string text, out DateTimeOffset since)
    {
        var parsed = DateTimeOffset.TryParseExact(
            WithoutNanoseconds(text), TimeFormats, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out since);
        return parsed;
    }

    // The engine's own log times have nine digits after the point; ours have seven.
    private static string WithoutNanoseconds(string text)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var end = point + 1;
        while (point >= 0 && end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        return point >= 0 && end - point - 1 > 7 ? text.Remove(point + 8, end - point - 8) : text;
    }

    private static bool ContainsOnlyDigits(this ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');
}
