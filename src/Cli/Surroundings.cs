using System.Text;

namespace Orchestry.Cli;

/// <summary>What the process finds around it. Commands touch nothing else of the machine but files that they were told of and the controller.</summary>
internal sealed record Surroundings
{
    /// <summary>Standard input.</summary>
    public required TextReader In { get; init; }

    /// <summary>Standard output: data.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Standard error: everything else.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Whether a person types.</summary>
    public bool IsInTerminal { get; init; }

    /// <summary>Whether a person reads the data.</summary>
    public bool IsOutTerminal { get; init; }

    /// <summary>Whether a person reads the rest.</summary>
    public bool IsErrorTerminal { get; init; }

    /// <summary>An environment variable; null when it is not set.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>All environment variables.</summary>
    public required Func<IReadOnlyDictionary<string, string>> Variables { get; init; }

    /// <summary>The user's home folder.</summary>
    public required string Home { get; init; }

    /// <summary>The folder of the executable.</summary>
    public required string ProgramFolder { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Reads a line without showing it.</summary>
    public required Func<string> ReadSecret { get; init; }

    /// <summary>Lets a program with arguments take the place of this process; returns only if that fails, with the reason.</summary>
    public required Func<string, IReadOnlyList<string>, string> Become { get; init; }

    /// <summary>Whether output to a terminal may be coloured and move (https://no-color.org).</summary>
    public bool IsColourful => string.IsNullOrEmpty(Variable("NO_COLOR")) && Variable("TERM") != "dumb";

    /// <summary>Those of this process.</summary>
    public static Surroundings OfProcess() => new()
    {
        In = Console.In,
        // Not Console.Out: it writes every line by itself, and a log has many.
        Out = new StreamWriter(StandardOutput.Open(), new UTF8Encoding(false), 16 * 1024),
        Error = new StreamWriter(Console.OpenStandardError(), new UTF8Encoding(false)) { AutoFlush = true },
        IsInTerminal = !Console.IsInputRedirected,
        IsOutTerminal = !Console.IsOutputRedirected,
        IsErrorTerminal = !Console.IsErrorRedirected,
        Variable = Environment.GetEnvironmentVariable,
        Variables = AllVariables,
        Home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
        ProgramFolder = AppContext.BaseDirectory,
        ReadSecret = ReadKeys,
        Become = ProcessImage.Replace,
    };

    private static Dictionary<string, string> AllVariables() => Environment.GetEnvironmentVariables()
        .Cast<System.Collections.DictionaryEntry>().ToDictionary(e => (string)e.Key, e => (string?)e.Value ?? "", StringComparer.Ordinal);

    private static string ReadKeys()
    {
        var text = new StringBuilder();
        while (Console.ReadKey(intercept: true) is var key && key.Key != ConsoleKey.Enter)
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                text.Length = Math.Max(0, text.Length - 1);
            }
            else if (!char.IsControl(key.KeyChar))
            {
                text.Append(key.KeyChar);
            }
        }

        return text.ToString();
    }
}
