using System.CommandLine;
using System.Globalization;
using Orchestry.Cli.Client;
using Orchestry.Cli.Output;
using Orchestry.Contracts;
using Orchestry.Contracts.Apps;

namespace Orchestry.Cli.Commands;

/// <summary><c>scale</c>: changes the number of replicas.</summary>
internal static class ScaleCommand
{
    public static Command Create(Shell shell)
    {
        var command = new Command("scale", "Set the number of an application's replicas, and wait until they are there and healthy") { shell.Output };
        var target = new AppTarget(command);
        var replicas = new Argument<int>("N") { Description = "How many, 0 to 100" };
        command.Arguments.Add(replicas);
        var wait = new WaitOptions(command);
        return shell.Runs(command, async (session, cancellationToken) =>
        {
            var body = new ScaleAppRequest(session.Get(replicas), wait.Waits(session), wait.Seconds(session));
            var request = ApiRequest.Set(HttpMethod.Post, target.Path(session, "/scale"), body, ContractsJson.Wire.ScaleAppRequest) with
            {
                Deadline = wait.Deadline(session),
            };
            var reply = await ReplicaWatch.DuringAsync(
                session, target.Name(session)!, target.Namespace(session), wait.Waits(session), session.Client.SendAsync(request, cancellationToken),
                    cancellationToken);
            var scaled = reply.Read(ContractsJson.Wire.AppScaledReply);
            await session.PrintAsync(session.IsJson
                ? JsonText.Of(reply.Json())
                : string.Create(
                    CultureInfo.InvariantCulture,
                        $"{target.Name(session)}: {scaled.PreviousReplicas} -> {Figures.Count(scaled.CurrentReplicas, "replica")} in {scaled.ScalingTime:0.#} s"));
            return ExitCodes.Success;
        });
    }
}
