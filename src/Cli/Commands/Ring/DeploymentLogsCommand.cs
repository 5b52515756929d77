using System.CommandLine;
using System.Text.Json;
using Orchestry.Cli.Output;
using Orchestry.Cli.Streams;

namespace Orchestry.Cli.Commands.Ring;

/// <summary><c>deployment logs</c>: what a deployment's containers write.</summary>
internal static class DeploymentLogsCommand
{
    public static Command Create(Shell shell)
    {
        var id = RingResource.Id("The deployment's id");
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on with lines as they are written, across failovers" };
        var tail = new Option<int?>("--tail") { Description = "That many lines from the end [100]", HelpName = "N" };
        var since = new Option<string?>("--since") { Description = "Only lines since then: 30s, 10m, 2h, a time", HelpName = "WHEN" };
        var container = new Option<string?>("--container") { Description = "Only those of a replica, or of a container's id", HelpName = "NAME" };
        var command = new Command("logs", "Show a deployment's log, oldest line first") { id, follow, tail, since, container, shell.Output };
        return shell.Runs(command, async (session, cancellationToken) =>
        {
            var path = RingResource.Path("deployments", session.Get(id), "/logs");
            (string, string?)[] filter = [("container", session.Get(container))];
            (string, string?)[] begin = [("tail", Query.Number(session.Get(tail))), ("since", session.Get(since))];
            if (!session.Get(follow))
            {
                return await session.ShowAsync(
                    Query.Of(path, [.. filter, .. begin]),
                    async lines =>
                    {
                        foreach (var line in lines.Items())
                        {
                            await session.PrintAsync(line.Text("message", ""));
                        }
                    },
                    cancellationToken);
            }

            (string, string?)[] following = [.. filter, ("follow", "true")];
            var follower = new StreamFollower(session.Client, session.Around);
            await foreach (var message in follower.ReadAsync(
                Query.Of(path, [.. following, .. begin]), opened => Query.Of(path, [.. following, ("since", Query.Moment(opened))]), cancellationToken))
            {
                // The end of a container and a gap are said in the shape of a line, but are none.
                await (message.Type is not null ? session.SayAsync(PlainText.Of(JsonElement.Parse(message.Data).Text("message", "")))
                    : session.PrintAsync(session.IsJson ? message.Data : JsonElement.Parse(message.Data).Text("message", "")));
                await session.Around.Out.FlushAsync(cancellationToken);
            }

            await session.SayAsync("The deployment was deleted.");
            return ExitCodes.Success;
        });
    }
}
