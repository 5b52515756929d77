using System.CommandLine;

namespace Orchestry.Cli.Commands;

/// <summary>A password: from a prompt that does not show it, from standard input, or, since Ring's users expect it, from the command line with a warning.</summary>
internal sealed class PasswordOptions
{
    private readonly Option<string?> _password = new("--password", "-p")
    {
        Description = "The password; others on this machine can see it", HelpName = "PASSWORD",
    };
    private readonly Option<bool> _fromInput = new("--password-stdin") { Description = "Read the password from standard input" };

    public PasswordOptions(Command command)
    {
        command.Options.Add(_password);
        command.Options.Add(_fromInput);
    }

    /// <summary>Whether the command line says anything about a password.</summary>
    public bool IsNamed(Session session) => session.Has(_password) || session.Get(_fromInput);

    public async Task<string> ReadAsync(Session session, string prompt, CancellationToken cancellationToken, bool isNew = false)
    {
        var password = await ReadOnceAsync(session, prompt, isNew, cancellationToken);
        return password.Length > 0 ? password : throw CommandFailure.Usage("The password is empty");
    }

    private async Task<string> ReadOnceAsync(Session session, string prompt, bool isNew, CancellationToken cancellationToken)
    {
        if (session.Get(_password) is { } given)
        {
            await session.SayAsync(
                "warning: a password on the command line can be seen by everybody on this machine (process list, shell history); "
                + "use --password-stdin or the prompt");
            return given;
        }

        if (session.Get(_fromInput))
        {
            return (await session.Around.In.ReadToEndAsync(cancellationToken)).TrimEnd('\r', '\n');
        }

        if (!session.Around.IsInTerminal)
        {
            throw CommandFailure.Usage("Nobody is there to type the password", "add --password-stdin");
        }

        var password = await Question.SecretAsync(session, $"{prompt}: ", cancellationToken);
        return !isNew || await Question.SecretAsync(session, "Once more: ", cancellationToken) == password ? password : throw CommandFailure.Usage("The two are not the same");
    }
}
