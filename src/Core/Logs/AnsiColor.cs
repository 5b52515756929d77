namespace Orchestry.Core.Logs;

/// <summary>Terminal colours (CSI … m), which loggers write around the level when they take their output for a terminal.</summary>
internal static class AnsiColor
{
    /// <summary>The text after the colour sequences it begins with.</summary>
    public static ReadOnlySpan<char> Skip(ReadOnlySpan<char> text)
    {
        while (text.Length > 2 && text[0] == '\e' && text[1] == '[')
        {
            var end = 2;
            while (end < text.Length && (text[end] == ';' || char.IsAsciiDigit(text[end])))
            {
                end++;
            }

            if (end == text.Length || text[end] != 'm')
            {
                return text;
            }

            text = text[(end + 1)..];
        }

        return text;
    }
}
