using System.CommandLine;
using System.Globalization;
using Orchestry.Cli.Output;
using Orchestry.Contracts;
using Orchestry.Contracts.Apps;

namespace Orchestry.Cli.Commands;

/// <summary><c>list</c>: the applications there are.</summary>
internal static class ListCommand
{
    public static Command Create(Shell shell)
    {
        var status = new Option<string?>("--status") { Description = "Only those that are running, stopped or in error", HelpName = "STATUS" };
        status.AcceptOnlyFromAmong("running", "stopped", "error");
        var space = new Option<string?>("--namespace") { Description = "Those of a namespace [default]", HelpName = "NAME" };
        var all = new Option<bool>("--all-namespaces", "-A") { Description = "Those of every namespace" };
        var command = new Command("list", "List the applications") { status, space, all, shell.Output };
        return shell.Runs(command, (session, cancellationToken) =>
            ShowAsync(session, session.Get(status), session.Get(all) ? "*" : session.Get(space), cancellationToken));
    }

    public static Task<int> ShowAsync(Session session, string? status, string? space, CancellationToken cancellationToken) => session.ShowAsync(
        Query.Of("/api/v1/apps", ("status", status), ("namespace", space)),
        ContractsJson.Wire.AppList,
        list => PrintAsync(session, list, space),
        cancellationToken);

    private static async Task PrintAsync(Session session, AppList list, string? space)
    {
        var now = session.Around.Time.GetUtcNow();
        var hasNamespaces = list.Apps.Any(a => a.Namespace is not null);
        var table = hasNamespaces
            ? new TextTable("NAMESPACE", "NAME", "STATUS", "REPLICAS", "IMAGE", "AGE")
            : new TextTable("NAME", "STATUS", "REPLICAS", "IMAGE", "AGE");
        foreach (var app in list.Apps)
        {
            string[] cells =
            [
                app.Name, app.Status, string.Create(CultureInfo.InvariantCulture, $"{app.Replicas.Current}/{app.Replicas.Desired}"), app.Image,
                Figures.Age(app.CreatedAt, now),
            ];
            table.Add(hasNamespaces ? [app.Namespace ?? "default", .. cells] : cells);
        }

        await table.WriteAsync(session.Around, stateColumn: hasNamespaces ? 2 : 1);
        if (list.Total == 0)
        {
            await session.SayAsync(space is null or "*"
                ? $"No applications yet; '{session.Persona.Command} apply -f FILE' makes one."
                : $"No applications in the namespace '{PlainText.Of(space)}'; '{session.Persona.Command} list -A' shows those of every one.");
        }
    }
}
