namespace Orchestry.Core.Logs;

/// <summary>
/// Counts leading characters of a kind. Plain loops: the spans are a few characters short, and the framework's vectorised searches allocate
/// until their code has been optimised.
/// </summary>
internal static class Ascii
{
    /// <summary>How many digits the text begins with.</summary>
    public static int Digits(ReadOnlySpan<char> text)
    {
        var count = 0;
        while (count < text.Length && char.IsAsciiDigit(text[count]))
        {
            count++;
        }

        return count;
    }

    /// <summary>Whether there are digits and nothing else.</summary>
    public static bool AreDigits(ReadOnlySpan<char> text) => text.Length > 0 && Digits(text) == text.Length;

    /// <summary>Whether there are capitals and nothing else.</summary>
    public static bool AreCapitals(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterUpper(c))
            {
                return false;
            }
        }

        return text.Length > 0;
    }
}
