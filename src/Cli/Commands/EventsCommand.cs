using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Orchestry.Cli.Client;
using Orchestry.Cli.Output;
using Orchestry.Cli.Streams;
using Orchestry.Contracts;

namespace Orchestry.Cli.Commands;

/// <summary><c>events</c>: what happened, and what is happening.</summary>
internal static class EventsCommand
{
    private const int DefaultLimit = 100;

    /// <summary>After so long without a further one, the past has come.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    public static Command Create(Shell shell)
    {
        var lines = new Option<int?>("--lines", "-n") { Description = "That many of the newest [100; 10 with -f]", HelpName = "N" };
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on with events as they happen, across failovers" };
        var type = new Option<string?>("--type") { Description = "Only events of that kind: scaling, health, config, error, decision", HelpName = "TYPE" };
        type.AcceptOnlyFromAmong("scaling", "health", "config", "error", "decision");
        var since = new Option<string?>("--since") { Description = "Only events since then: 10m, 1h, a time", HelpName = "WHEN" };
        var command = new Command("events", "Show what happened to an application, oldest first; without one, to all of them and the system")
        {
            lines, follow, type, since, shell.Output,
        };
        var target = new AppTarget(command, isRequired: false);
        return shell.Runs(command, async (session, cancellationToken) =>
        {
            var app = target.Name(session);
            (string, string?)[] kind = [("type", session.Get(type))];
            if (!session.Get(follow) && app is not null)
            {
                return await session.ShowAsync(
                    target.Path(session, "/events", [.. kind, ("limit", Query.Number(session.Get(lines))), ("since", session.Get(since))]),
                    ContractsJson.Wire.AppEvents,
                    async page =>
                    {
                        foreach (var happened in page.Events.Reverse())
                        {
                            await PrintAsync(session, happened.Timestamp, happened.Type, null, happened.Message);
                        }
                    },
                    cancellationToken);
            }

            (string, string?)[] filter = [.. kind, ("app", app is null ? null : await IdAsync(session, target, cancellationToken))];
            var tail = session.Get(lines) ?? (session.Get(since) is not null ? null : session.Get(follow) ? 10 : DefaultLimit);
            var path = Query.Of("/api/v1/events/stream", [.. filter, ("tail", Query.Number(tail)), ("since", session.Get(since))]);
            return session.Get(follow)
                ? await FollowAsync(
                    session, path, opened => Query.Of("/api/v1/events/stream", [.. filter, ("since", Query.Moment(opened))]), cancellationToken)
                : await PastAsync(session, path, tail ?? int.MaxValue, cancellationToken);
        });
    }

    /// <summary>What events call it, which is another name than its own where another namespace had that first.</summary>
    private static async Task<string> IdAsync(Session session, AppTarget target, CancellationToken cancellationToken)
    {
        var reply = await session.Client.SendAsync(ApiRequest.Get(target.Path(session)), cancellationToken);
        var app = reply.Read(ContractsJson.Wire.AppDetail);
        return app.Id ?? app.Name;
    }

    /// <summary>There is no page of the system's events, but their stream begins with the past: until it has brought all that was asked for, or is quiet.</summary>
    private static async Task<int> PastAsync(Session session, string path, int most, CancellationToken cancellationToken)
    {
        using var response = await session.Client.StreamAsync(ApiRequest.Get(path) with { Accept = "text/event-stream" }, cancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        try
        {
            await foreach (var message in SseReader.ReadAsync(body, Quiet, session.Around.Time, cancellationToken))
            {
                await ShowAsync(session, message);
                if (--most == 0)
                {
                    break;
                }
            }
        }
        catch (TimeoutException)
        {
            // Quiet.
        }

        return ExitCodes.Success;
    }

    private static async Task<int> FollowAsync(Session session, string path, Func<DateTimeOffset, string> pathAgain, CancellationToken cancellationToken)
    {
        await foreach (var message in new StreamFollower(session.Client, session.Around).ReadAsync(path, pathAgain, cancellationToken))
        {
            await ShowAsync(session, message);
            await session.Around.Out.FlushAsync(cancellationToken);
        }

        return ExitCodes.Success;
    }

    private static Task ShowAsync(Session session, SseMessage message)
    {
        if (session.IsJson)
        {
            return session.PrintAsync(message.Data);
        }

        switch (message.Type)
        {
            case null:
                var happened = JsonSerializer.Deserialize(message.Data, ContractsJson.Wire.EventMessage)!;
                return PrintAsync(session, happened.Timestamp, happened.Type, happened.AppName ?? "system", happened.Message);
            case "gap":
                var gap = JsonSerializer.Deserialize(message.Data, ContractsJson.Wire.GapMessage)!;
                return session.SayAsync($"Events are missing: {PlainText.Of(gap.Reason)}");
            default:
                return Task.CompletedTask;
        }
    }

    private static Task PrintAsync(Session session, DateTimeOffset at, string type, string? app, string message) => session.PrintAsync(
        string.Create(CultureInfo.InvariantCulture, $"{Figures.Moment(at)}  {type,-8}  {(app is null ? "" : $"{app}  ")}{PlainText.Of(message)}"));
}
