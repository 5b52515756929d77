using System.Text;

namespace Orchestry.Cli.Documents;

/// <summary>
/// Fills in <c>$NAME</c> and <c>${NAME}</c>; <c>$$</c> is a dollar sign. In a command what is not set here is left for the container's own shell.
/// </summary>
/// <param name="values">The variables.</param>
internal sealed class Variables(IReadOnlyDictionary<string, string> values)
{
    private const string Command = "command";

    private readonly SortedSet<string> _missing = new(StringComparer.Ordinal);

    /// <summary>Names that were asked for and are not set. They stay as they were.</summary>
    public IReadOnlyCollection<string> Missing => _missing;

    /// <summary>The text with what is known filled in. What was filled in is not looked at again.</summary>
    /// <param name="text">The text.</param>
    /// <param name="under">The key it stands under.</param>
    public string Fill(string text, string under)
    {
        if (!text.Contains('$', StringComparison.Ordinal))
        {
            return text;
        }

        var filled = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '$')
            {
                filled.Append(text[i]);
                continue;
            }

            if (text.AsSpan(i + 1) is ['$', ..])
            {
                filled.Append('$');
                i++;
                continue;
            }

            var reference = Reference(text, i);
            filled.Append(reference is null ? "$" : Value(reference, under));
            i += reference is null ? 0 : reference.Length - 1;
        }

        return filled.ToString();
    }

    private string Value(string reference, string under)
    {
        var name = reference.Trim('$', '{', '}');
        if (values.TryGetValue(name, out var value))
        {
            return value;
        }

        if (under != Command)
        {
            _missing.Add(name);
        }

        return reference;
    }

    /// <summary>The reference that begins at the dollar sign; null: it is no reference.</summary>
    private static string? Reference(string text, int dollar)
    {
        var inBraces = text.AsSpan(dollar + 1) is ['{', ..];
        var begin = dollar + (inBraces ? 2 : 1);
        var end = begin;
        while (end < text.Length && (char.IsAsciiLetter(text[end]) || text[end] == '_' || (end > begin && char.IsAsciiDigit(text[end]))))
        {
            end++;
        }

        return end == begin || (inBraces && (end == text.Length || text[end] != '}')) ? null : text[dollar..(inBraces ? end + 1 : end)];
    }
}
