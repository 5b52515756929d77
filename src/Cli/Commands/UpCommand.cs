using System.CommandLine;
using System.Globalization;
using Orchestry.Cli.Client;
using Orchestry.Cli.Output;
using Orchestry.Contracts;
using Orchestry.Contracts.Apps;

namespace Orchestry.Cli.Commands;

/// <summary><c>up</c>: starts an application.</summary>
internal static class UpCommand
{
    public static Command Create(Shell shell)
    {
        var replicas = new Option<int?>("--replicas") { Description = "How many; without it as many as it last had", HelpName = "N" };
        var command = new Command("up", "Start an application, and wait until its replicas are healthy") { replicas, shell.Output };
        var (target, wait) = (new AppTarget(command), new WaitOptions(command));
        return shell.Runs(command, async (session, cancellationToken) =>
        {
            var starting = new Starting(session, target.Name(session)!, target.Namespace(session));
            var reply = await starting.RunAsync(session.Get(replicas), wait.Waits(session), wait.Seconds(session), cancellationToken);
            var started = reply.Read(ContractsJson.Wire.AppStartedReply);
            await session.PrintAsync(session.IsJson
                ? JsonText.Of(reply.Json())
                : string.Create(CultureInfo.InvariantCulture,
                    $"{target.Name(session)}: {started.Status}, {Figures.Count(started.Replicas, "replica")}{(wait.Waits(session) ? "" : " wanted")}"));
            return ExitCodes.Success;
        });
    }
}
