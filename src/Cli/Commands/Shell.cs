using System.CommandLine;
using Orchestry.Cli.Output;

namespace Orchestry.Cli.Commands;

/// <summary>What all commands of one run share.</summary>
internal sealed class Shell(Surroundings around, Persona persona, ConnectionOptions connection)
{
    public Surroundings Around => around;

    public Persona Persona => persona;

    /// <summary>Options that say which controller is meant.</summary>
    public ConnectionOptions Connection => connection;

    /// <summary>The form of the data that a command reads.</summary>
    public Option<string> Output { get; } = OutputOption();

    /// <summary>The same shell for Ring's verbs below <c>ring</c>.</summary>
    public Shell ForRing() => new(around, Persona.Ring.Below(persona.Command), connection);

    /// <summary>Gives a command its action: a session, and one place where failures become words and exit codes.</summary>
    public Command Runs(Command command, Func<Session, CancellationToken, Task<int>> run)
    {
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, run, cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, Func<Session, CancellationToken, Task<int>> run, CancellationToken cancellationToken)
    {
        using var session = new Session(this, parsed);
        try
        {
            return await run(session, cancellationToken);
        }
        catch (CommandFailure failure)
        {
            await around.Out.FlushAsync(CancellationToken.None);
            await FailureText.WriteAsync(around, persona, failure);
            return failure.ExitCode;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCodes.Interrupted;
        }
    }

    private static Option<string> OutputOption()
    {
        var option = new Option<string>("--output", "-o") { Description = "Form of the data", HelpName = "table|json", DefaultValueFactory = _ => "table" };
        option.AcceptOnlyFromAmong("table", "json");
        return option;
    }
}
