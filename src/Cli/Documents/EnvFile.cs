namespace Orchestry.Cli.Documents;

/// <summary>A file of <c>KEY=VALUE</c> lines; <c>#</c> begins a comment, <c>export</c> may stand in front, a value may be in quotes.</summary>
internal static class EnvFile
{
    /// <summary>The variables in it. Of a line that is none its number is told, never its text: it may hold a secret.</summary>
    public static Dictionary<string, string> Parse(string text, string file)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var number = 0;
        foreach (var raw in text.Split('\n'))
        {
            number++;
            var line = raw.Trim();
            if (line.Length == 0 || line.StartsWith('#'))
            {
                continue;
            }

            line = line.StartsWith("export ", StringComparison.Ordinal) ? line["export ".Length..].TrimStart() : line;
            var at = line.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0 || !line[..at].TrimEnd().All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            {
                throw CommandFailure.Usage($"{file}, line {number}: not KEY=VALUE");
            }

            values[line[..at].TrimEnd()] = Unquoted(line[(at + 1)..].Trim());
        }

        return values;
    }

    private static string Unquoted(string value) =>
        value is ['"', .., '"'] or ['\'', .., '\''] && value.Length >= 2 ? value[1..^1] : value;
}
