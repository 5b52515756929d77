using System.CommandLine;
using System.Text.Json;
using Orchestry.Cli.Output;
using Orchestry.Cli.Streams;
using Orchestry.Contracts;

namespace Orchestry.Cli.Commands;

/// <summary><c>logs</c>: what an application's containers write.</summary>
internal static class LogsCommand
{
    public static Command Create(Shell shell)
    {
        var lines = new Option<int?>("--lines", "-n") { Description = "That many lines from the end, up to 10000 [100]", HelpName = "N" };
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on with lines as they are written, across failovers" };
        var since = new Option<string?>("--since") { Description = "Only lines since then: 10m, 1h, a time", HelpName = "WHEN" };
        var container = new Option<string?>("--container") { Description = "Only those of a replica, or of a container's id", HelpName = "NAME" };
        var command = new Command("logs", "Show an application's log, oldest line first") { lines, follow, since, container, shell.Output };
        var target = new AppTarget(command);
        return shell.Runs(command, (session, cancellationToken) =>
        {
            (string, string?)[] filter = [("container", session.Get(container))];
            var (tail, from) = (Query.Number(session.Get(lines)), session.Get(since));
            return session.Get(follow)
                ? FollowAsync(
                    session,
                    target.Path(session, "/logs/stream", [.. filter, ("tail", tail ?? (from is null ? "100" : null)), ("since", from)]),
                    opened => target.Path(session, "/logs/stream", [.. filter, ("since", Query.Moment(opened))]),
                    cancellationToken)
                : session.ShowAsync(
                    target.Path(session, "/logs", [.. filter, ("tail", tail), ("since", from)]),
                    ContractsJson.Wire.AppLogs,
                    async logs =>
                    {
                        foreach (var line in logs.Logs.Reverse())
                        {
                            await PrintAsync(session, line.Timestamp, line.Container, line.Message);
                        }
                    },
                    cancellationToken);
        });
    }

    private static async Task<int> FollowAsync(Session session, string path, Func<DateTimeOffset, string> pathAgain, CancellationToken cancellationToken)
    {
        var follower = new StreamFollower(session.Client, session.Around);
        await foreach (var message in follower.ReadAsync(path, pathAgain, cancellationToken))
        {
            await (session.IsJson ? session.PrintAsync(message.Data) : ShowAsync(session, message));
            await session.Around.Out.FlushAsync(cancellationToken);
        }

        await session.SayAsync("The application was removed.");
        return ExitCodes.Success;
    }

    private static Task ShowAsync(Session session, SseMessage message)
    {
        switch (message.Type)
        {
            case null:
                var line = JsonSerializer.Deserialize(message.Data, ContractsJson.Wire.LogMessage)!;
                return PrintAsync(session, line.Timestamp, line.Container, line.Message);
            case "end":
                var end = JsonSerializer.Deserialize(message.Data, ContractsJson.Wire.EndMessage)!;
                return session.SayAsync($"[{Figures.Moment(end.Timestamp)}] {end.Container} has ended.");
            case "gap":
                var gap = JsonSerializer.Deserialize(message.Data, ContractsJson.Wire.GapMessage)!;
                return session.SayAsync($"[{Figures.Moment(gap.Timestamp)}] {gap.Container ?? "all"}: lines are missing: {PlainText.Of(gap.Reason)}");
            default:
                // A later controller may say more than this one knows.
                return Task.CompletedTask;
        }
    }

    /// <summary>The line itself as it was written: what is in it is the application's business.</summary>
    private static Task PrintAsync(Session session, DateTimeOffset at, string container, string message) =>
        session.PrintAsync($"[{Query.Moment(at)}] {container}: {message}");
}
