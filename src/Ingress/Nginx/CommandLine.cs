using System.Collections.Immutable;
using System.Text;

namespace Orchestry.Ingress.Nginx;

/// <summary>A command as a setting names it: words between blanks, single or double quotes around what holds blanks. No shell, so nothing else.</summary>
internal static class CommandLine
{
    /// <summary>Takes a command apart.</summary>
    /// <returns>Whether it names a program and its quotes come in pairs.</returns>
    public static bool TrySplit(string command, out ImmutableArray<string> words)
    {
        var found = ImmutableArray.CreateBuilder<string>();
        var word = new StringBuilder();
        var isInWord = false;
        var quote = '\0';
        foreach (var c in command)
        {
            if (quote != '\0')
            {
                if (c == quote)
                {
                    quote = '\0';
                }
                else
                {
                    word.Append(c);
                }
            }
            else if (c is '"' or '\'')
            {
                (quote, isInWord) = (c, true);
            }
            else if (!char.IsWhiteSpace(c))
            {
                word.Append(c);
                isInWord = true;
            }
            else if (isInWord)
            {
                found.Add(word.ToString());
                word.Clear();
                isInWord = false;
            }
        }

        if (isInWord)
        {
            found.Add(word.ToString());
        }

        words = found.ToImmutable();
        return quote == '\0' && words is [{ Length: > 0 }, ..] && !command.Contains('\0');
    }
}
