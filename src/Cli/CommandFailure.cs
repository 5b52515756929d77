namespace Orchestry.Cli;

/// <summary>Ends a command: what went wrong, what to do next, and the exit code.</summary>
internal class CommandFailure : Exception
{
    public CommandFailure(int exitCode, string message, string? advice = null, Exception? inner = null)
        : base(message, inner)
    {
        ExitCode = exitCode;
        Advice = advice;
    }

    /// <summary>One of <see cref="ExitCodes"/>.</summary>
    public int ExitCode { get; }

    /// <summary>What to do next; null: the message says all.</summary>
    public string? Advice { get; }

    /// <summary>Lines below the message, such as one for each broken rule.</summary>
    public IReadOnlyList<string> Lines { get; init; } = [];

    /// <summary>Arguments or input are wrong.</summary>
    public static CommandFailure Usage(string message, string? advice = null) => new(ExitCodes.Usage, message, advice);
}
