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
            var body = new StartAppRequest(session.Get(replicas), wait.Waits(session), wait.Seconds(session));
            var request = ApiRequest.Set(HttpMethod.Post, target.Path(session, "/start"), body, ContractsJson.Wire.StartAppRequest) with
            {
                Deadline = wait.Deadline(session),
            };
            var reply = await ReplicaWatch.DuringAsync(
                session, target.Name(session)!, target.Namespace(session), wait.Waits(session), session.Client.SendAsync(request, cancellationToken),
                    cancellationToken);
            var started = reply.Read(ContractsJson.Wire.AppStartedReply);
            await session.PrintAsync(session.IsJson
                ? JsonText.Of(reply.Body)
                : string.Create(CultureInfo.InvariantCulture,
                    $"{started.AppName}: {started.Status}, {started.Replicas} replicas{(wait.Waits(session) ? "" : " wanted")}"));
            return ExitCodes.Success;
        });
    }
}
