using System.CommandLine.Parsing;
using System.Text.RegularExpressions;

namespace Orchestry.Cli;

/// <summary>What is wrong with a command line, in words for whoever typed it: the library names types of the code, and breaks lists into lines.</summary>
internal static partial class ParseErrorText
{
    public static string Of(ParseError error)
    {
        if (WrongType().Match(error.Message) is { Success: true } wrong)
        {
            var what = wrong.Groups["type"].Value switch
            {
                var type when type.Contains("Int32", StringComparison.Ordinal) => "a whole number",
                var type when type.Contains("Double", StringComparison.Ordinal) => "a number",
                var type when type.Contains("DateTimeOffset", StringComparison.Ordinal) => "a time such as 2030-01-31T00:00:00Z",
                _ => "of the kind that belongs there",
            };
            var where = wrong.Groups["of"].Value == "option" ? $"{wrong.Groups["name"].Value}: " : "";
            return $"{where}'{wrong.Groups["text"].Value}' is not {what}";
        }

        var lines = error.Message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return lines.Length > 1 ? $"{lines[0]} {string.Join(", ", lines[1..])}" : error.Message;
    }

    [GeneratedRegex("^Cannot parse argument '(?<text>.*)' for (?<of>command|option) '(?<name>.*)' as expected type '(?<type>.*)'", RegexOptions.Singleline)]
    private static partial Regex WrongType();
}
