using System.CommandLine;
using Orchestry.Cli.Documents;

namespace Orchestry.Cli.Commands.Ring;

/// <summary>The value of a secret: from a prompt, a file, standard input, or, since Ring's users expect it, the command line with a warning.</summary>
internal sealed class SecretValueOptions
{
    private readonly Option<string?> _value = new("--value", "-v") { Description = "The value; others on this machine can see it", HelpName = "VALUE" };
    private readonly Option<string?> _file = new("--from-file") { Description = "The file that holds the value; - for standard input", HelpName = "FILE" };

    public SecretValueOptions(Command command)
    {
        command.Options.Add(_value);
        command.Options.Add(_file);
    }

    public async Task<string> ReadAsync(Session session, CancellationToken cancellationToken)
    {
        if (session.Get(_value) is { } given)
        {
            await session.SayAsync(
                "warning: a value on the command line can be seen by everybody on this machine (process list, shell history); "
                + "use --from-file - or the prompt");
            return given;
        }

        if (session.Get(_file) is { } file)
        {
            // The line's end is the editor's, not the secret's.
            return (await InputFiles.TextAsync(session.Around, file, cancellationToken)).TrimEnd('\r', '\n');
        }

        if (!session.Around.IsInTerminal)
        {
            throw CommandFailure.Usage("Nobody is there to type the value", "add --from-file -");
        }

        return await Question.SecretAsync(session, "Value: ", cancellationToken);
    }
}
