using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Orchestry.Cli.Client;
using Orchestry.Cli.Output;

namespace Orchestry.Cli.Commands.Ring;

/// <summary><c>deployment events</c>: what happened to a deployment.</summary>
internal static class DeploymentEventsCommand
{
    private const int LargestLimit = 1000;

    /// <summary>Ring's events have levels, which the stream of events has not: so the page is asked for again, and what is new in it is told.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    public static Command Create(Shell shell)
    {
        var id = RingResource.Id("The deployment's id");
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on with events as they happen" };
        var level = new Option<string?>("--level", "-l") { Description = "Only info, warning or error", HelpName = "LEVEL" };
        level.AcceptOnlyFromAmong("info", "warning", "error");
        var limit = new Option<int?>("--limit") { Description = "That many of the newest, up to 1000 [50]", HelpName = "N" };
        var command = new Command("events", "Show what happened to a deployment, oldest first") { id, follow, level, limit, shell.Output };
        return shell.Runs(command, (session, cancellationToken) =>
        {
            string Path(int? most) => Query.Of(
                RingResource.Path("deployments", session.Get(id), "/events"), ("level", session.Get(level)), ("limit", Query.Number(most)));
            return session.Get(follow)
                ? FollowAsync(session, Path(session.Get(limit)), Path(LargestLimit), cancellationToken)
                : session.ShowAsync(Path(session.Get(limit)), events => PrintAsync(session, events.Items().OrderBy(NumberOf)), cancellationToken);
        });
    }

    private static async Task<int> FollowAsync(Session session, string first, string further, CancellationToken cancellationToken)
    {
        var path = first;
        var last = 0L;
        while (true)
        {
            JsonElement page;
            try
            {
                page = (await session.Client.SendAsync(ApiRequest.Get(path), cancellationToken)).Json();
            }
            catch (ApiRefusal gone) when (gone.ExitCode == ExitCodes.NotFound && path == further)
            {
                await session.SayAsync("The deployment was deleted.");
                return ExitCodes.Success;
            }

            JsonElement[] fresh = [.. page.Items().Where(e => NumberOf(e) > last).OrderBy(NumberOf)];
            await PrintAsync(session, fresh);
            await session.Around.Out.FlushAsync(cancellationToken);
            last = fresh.Length > 0 ? NumberOf(fresh[^1]) : last;
            path = further;
            await Task.Delay(Pause, session.Around.Time, cancellationToken);
        }
    }

    private static async Task PrintAsync(Session session, IEnumerable<JsonElement> events)
    {
        foreach (var happened in events)
        {
            await session.PrintAsync(session.IsJson
                ? JsonText.Line(happened)
                : $"{happened.Moment("timestamp")}  {happened.Text("level"),-7}  "
                    + $"{happened.Text("component"),-10}  {happened.Text("reason")}  {PlainText.Of(happened.Text("message"))}");
        }
    }

    /// <summary>The journal's number in <c>event_123</c>: growing with time.</summary>
    public static long NumberOf(JsonElement happened) =>
        long.TryParse(happened.Text("id").Split('_')[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
