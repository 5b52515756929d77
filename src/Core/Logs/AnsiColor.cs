namespace Orchestry.Core.Logs;

/// <summary>Terminal colours (CSI … m), which loggers write around the level when they take their output for a terminal.</summary>
internal static class AnsiColor
{
    /// <summary>The text after the colour sequences it begins with.</summary>
    public static ReadOnlySpan<char> Skip(ReadOnlySpan<char> text)
    {
        while (text.Length > 2 && text[0] == '\e' && text[1] == '[')
        {
            // From '0' to ';' are the digits, the colon and the semicolon: a sequence's parameters.
            var end = text[2..].IndexOfAnyExceptInRange('0', ';');
            if (end < 0 || text[2 + end] != 'm')
            {
                return text;
            }

            text = text[(end + 3)..];
        }

        return text;
    }
}
