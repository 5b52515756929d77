using System.Text;

namespace Orchestry.Cli.Output;

/// <summary>Text of others without what a terminal would obey: a name or a reason must not move the cursor or change the title.</summary>
internal static class PlainText
{
    public static string Of(string text)
    {
        if (!text.Any(char.IsControl))
        {
            return text;
        }

        var plain = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            plain.Append(char.IsControl(c) ? ' ' : c);
        }

        return plain.ToString();
    }
}
