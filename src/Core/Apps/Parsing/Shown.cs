using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Orchestry.Core.Apps.Parsing;

/// <summary>Makes a document's values fit for a message: printable and short, because the document may be hostile and messages reach logs.</summary>
internal static class Shown
{
    private const int MaxLength = 80;

    /// <summary>The text in single quotes.</summary>
    public static string Quoted(string text) => $"'{Cut(text)}'";

    /// <summary>The text, printable, with an ellipsis where it was cut.</summary>
    public static string Cut(string text, int maxLength = MaxLength)
    {
        var shown = new StringBuilder(Math.Min(text.Length, maxLength));
        foreach (var rune in text.EnumerateRunes())
        {
            if (shown.Length + rune.Utf16SequenceLength > maxLength)
            {
                return shown.Append('…').ToString();
            }

            shown.Append((IsPrintable(rune) ? rune : Rune.ReplacementChar).ToString());
        }

        return shown.ToString();
    }

    /// <summary>A value of any type, such as <c>the number 5</c>.</summary>
    public static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => JsonText.TryRead(value, out var text) ? $"the string {Quoted(text)}" : "a broken string",
        JsonValueKind.Number => $"the number {Cut(value.GetRawText())}",
        JsonValueKind.True => "the boolean true",
        JsonValueKind.False => "the boolean false",
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        _ => "null",
    };

    /// <summary>Words as a choice: <c>a, b or c</c>.</summary>
    public static string Either(IReadOnlyList<string> words) =>
        words.Count == 1 ? words[0] : $"{string.Join(", ", words.SkipLast(1))} or {words[^1]}";

    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate);
}
