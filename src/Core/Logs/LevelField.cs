namespace Orchestry.Core.Logs;

/// <summary>Finds the level in lines that name it as a field: JSON and logfmt.</summary>
internal static class LevelField
{
    private static readonly string[] Names = ["level", "lvl", "severity", "log.level", "loglevel", "@l"];

    /// <summary>
    /// The level of a JSON object at the top of the line. A scan and not a parse: the line may be cut, and what is wanted is near its start.
    /// </summary>
    public static string? InJson(ReadOnlySpan<char> line)
    {
        var depth = 0;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] is '{' or '[')
            {
                depth++;
            }
            else if (line[i] is '}' or ']')
            {
                depth--;
            }
            else if (line[i] == '"')
            {
                var length = QuotedLength(line[(i + 1)..]);
                var rest = line[Math.Min(i + length + 2, line.Length)..].TrimStart();
                if (depth == 1 && rest is [':', ..] && IsName(line.Slice(i + 1, length)))
                {
                    return JsonLevel(rest[1..].TrimStart());
                }

                i += length + 1;
            }
        }

        return null;
    }

    /// <summary>The level of a line of <c>key=value</c> pairs: <c>level=info</c> at the start, or after a space outside quotes.</summary>
    public static string? InLogfmt(ReadOnlySpan<char> line)
    {
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"')
            {
                i += QuotedLength(line[(i + 1)..]) + 1;
            }
            else if (line[i] == '=' && IsName(WordBefore(line, i)))
            {
                var value = line[(i + 1)..].TrimStart('"');
                var end = value.IndexOfAny(" \",;\t");
                return LevelWord.Level(end < 0 ? value : value[..end]);
            }
        }

        return null;
    }

    private static string? JsonLevel(ReadOnlySpan<char> value)
    {
        if (value is ['"', .. var text])
        {
            return LevelWord.Level(text[..QuotedLength(text)]);
        }

        return int.TryParse(value[..Ascii.Digits(value)], out var number) ? LevelWord.Level(number) : null;
    }

    private static bool IsName(ReadOnlySpan<char> word)
    {
        foreach (var name in Names)
        {
            if (word.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static ReadOnlySpan<char> WordBefore(ReadOnlySpan<char> line, int end) =>
        line[(line[..end].LastIndexOfAny(' ', '\t') + 1)..end];

    /// <summary>Characters before the closing quote; all when there is none.</summary>
    private static int QuotedLength(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == '"')
            {
                return i;
            }
        }

        return text.Length;
    }
}
