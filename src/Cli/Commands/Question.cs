using Orchestry.Cli.Output;

namespace Orchestry.Cli.Commands;

/// <summary>What only a person can answer. Nobody is asked where nobody types: a script must say it.</summary>
internal static class Question
{
    /// <summary>Goes on only after a yes.</summary>
    public static async Task ConfirmAsync(Session session, string question, string option, CancellationToken cancellationToken)
    {
        if (!session.Around.IsInTerminal)
        {
            throw CommandFailure.Usage($"{question} Nobody is there to say yes", $"add {option}");
        }

        await session.Around.Error.WriteAsync($"{PlainText.Of(question)} [y/N] ");
        var answer = await LineAsync(session, cancellationToken);
        if (answer?.Trim().ToUpperInvariant() is not ("Y" or "YES"))
        {
            throw new CommandFailure(ExitCodes.Failure, "Nothing was changed");
        }
    }

    /// <summary>A line, or the proposal where nothing is typed.</summary>
    public static async Task<string> AskAsync(Session session, string question, string proposal, CancellationToken cancellationToken)
    {
        await session.Around.Error.WriteAsync($"{question} [{proposal}] ");
        var answer = await LineAsync(session, cancellationToken);
        return string.IsNullOrWhiteSpace(answer) ? proposal : answer.Trim();
    }

    /// <summary>A secret that is typed unseen.</summary>
    public static async Task<string> SecretAsync(Session session, string question, CancellationToken cancellationToken)
    {
        await session.Around.Error.WriteAsync(question);
        var secret = await Task.Run(session.Around.ReadSecret, cancellationToken).WaitAsync(cancellationToken);
        await session.Around.Error.WriteLineAsync();
        return secret;
    }

    /// <summary>The console's reader blocks whoever asks it, Ctrl-C or not: so somebody else asks.</summary>
    private static Task<string?> LineAsync(Session session, CancellationToken cancellationToken) =>
        Task.Run(session.Around.In.ReadLine, cancellationToken).WaitAsync(cancellationToken);
}
