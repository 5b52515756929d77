using System.CommandLine;
using Orchestry.Cli.Diagnosis;

namespace Orchestry.Cli.Commands.Ring;

/// <summary><c>server start</c>: the controller, in the place of this process.</summary>
internal static class ServerCommand
{
    public static Command Create(Shell shell)
    {
        var rest = new Argument<string[]>("OPTIONS") { Description = "Options for orchestryd, after --", Arity = ArgumentArity.ZeroOrMore };
        return new Command("server", "Run the controller")
        {
            shell.Runs(new Command("start", "Start orchestryd, which serves this API, in the foreground") { rest }, async (session, _) =>
            {
                var program = ControllerProgram.Find(session.Around)
                    ?? throw new CommandFailure(ExitCodes.NotFound, "orchestryd is neither beside this command nor on the PATH",
                        "unpack it beside this command");
                await session.Around.Out.FlushAsync(CancellationToken.None);
                var why = session.Around.Become(program, session.Get(rest));
                throw new CommandFailure(ExitCodes.Failure, $"{program} can't be started: {why}");
            }),
        };
    }
}
