using System.Buffers;

namespace Orchestry.Core.Logs;

/// <summary>
/// Finds the level in a line that begins with it, or with a time, a process or a thread and then the level. A bare word counts only in
/// capitals, another needs a bracket or a colon, and the first word that is none of this ends the search: prose stays prose.
/// </summary>
internal static class LeadingLevel
{
    // A date, a time, a zone, a process and a thread may stand before the level.
    private const int MaxWords = 6;

    private static readonly SearchValues<char> TimeCharacters = SearchValues.Create("0123456789-:.,/+TZ");

    public static string? Find(ReadOnlySpan<char> line)
    {
        for (var words = 0; words < MaxWords && !line.IsEmpty; words++)
        {
            line = AnsiColor.Skip(line);
            if (line is ['[', .. var inside] && inside.IndexOf(']') is >= 0 and var close)
            {
                if (LevelWord.Level(inside[..close].Trim()) is { } bracketed)
                {
                    return bracketed;
                }

                line = inside[(close + 1)..].TrimStart();
                continue;
            }

            var end = line.IndexOfAny(" \t|\e");
            var word = end < 0 ? line : line[..end];
            if (Stated(word) is { } level)
            {
                return level;
            }

            if (!IsOfTime(word))
            {
                return null;
            }

            line = end < 0 ? [] : line[end..].TrimStart(" \t|");
        }

        return null;
    }

    /// <summary>The level of <c>ERROR</c>, <c>error:</c> or <c>ERROR:root:message</c>.</summary>
    private static string? Stated(ReadOnlySpan<char> word)
    {
        var colon = word.IndexOf(':');
        return colon > 0 ? LevelWord.Level(word[..colon])
            : Ascii.AreCapitals(word) ? LevelWord.Level(word)
            : null;
    }

    /// <summary>Digits and what stands between them in dates and times, a zone's name, or a dash.</summary>
    private static bool IsOfTime(ReadOnlySpan<char> word) =>
        word is "-" or "UTC" or "GMT" || (word is [>= '0' and <= '9', ..] && !word.ContainsAnyExcept(TimeCharacters));
}
