using System.CommandLine;
using Orchestry.Cli.Client;
using Orchestry.Cli.Output;
using Orchestry.Contracts;
using Orchestry.Contracts.Apps;

namespace Orchestry.Cli.Commands;

/// <summary><c>down</c>: stops an application.</summary>
internal static class DownCommand
{
    public static Command Create(Shell shell)
    {
        var force = new Option<bool>("--force", "-f") { Description = "Kill its containers at once" };
        var timeout = new Option<int?>("--timeout")
        {
            Description = "Time between asking a container to end and killing it, 1 to 3600 [30]", HelpName = "SECONDS",
        };
        var command = new Command("down", "Stop an application; it stays registered") { force, timeout, shell.Output };
        var target = new AppTarget(command);
        return shell.Runs(command, async (session, cancellationToken) =>
        {
            var body = new StopAppRequest(session.Get(force), session.Get(timeout));
            var request = ApiRequest.Set(HttpMethod.Post, target.Path(session, "/stop"), body, ContractsJson.Wire.StopAppRequest) with
            {
                Deadline = LongestDrain,
            };
            var reply = await ReplicaWatch.DuringAsync(
                session, target.Name(session)!, target.Namespace(session), waits: true, session.Client.SendAsync(request, cancellationToken),
                cancellationToken);
            await session.PrintAsync(session.IsJson ? JsonText.Of(reply.Json()) : $"{target.Name(session)}: stopped");
            return ExitCodes.Success;
        });
    }

    /// <summary>Requests under way and containers may take an hour each, if they were given it.</summary>
    public static readonly TimeSpan LongestDrain = TimeSpan.FromHours(2.1);
}
