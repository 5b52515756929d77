using System.CommandLine;
using System.Text.Json;
using Orchestry.Cli.Client;
using Orchestry.Cli.Output;

namespace Orchestry.Cli.Commands.Ring;

/// <summary><c>namespace</c>: what keeps deployments apart.</summary>
internal static class NamespaceCommand
{
    /// <summary>Deployments that are on their way or serve are not pruned unless all are.</summary>
    private static readonly string[] Alive = ["creating", "running"];

    public static Command Create(Shell shell) =>
        new("namespace", "List namespaces, make, clean and delete them") { List(shell), Make(shell), Prune(shell), Delete(shell) };

    private static Command List(Shell shell) => shell.Runs(new Command("list", "List the namespaces") { shell.Output }, (session, cancellationToken) =>
        RingResource.ListAsync(
            session, "/namespaces", -1, cancellationToken, ("ID", n => n.Text("id")), ("NAME", n => n.Text("name")),
                ("CREATED AT", n => n.Moment("created_at"))));

    private static Command Make(Shell shell)
    {
        var name = new Argument<string>("NAME") { Description = "Its name" };
        return shell.Runs(new Command("create", "Make a namespace") { name, shell.Output }, (session, cancellationToken) => RingResource.SendAsync(
            session, ApiRequest.Create("/namespaces", RingResource.Body(("name", session.Get(name)))), n =>
                $"Namespace {n.Text("name")} created", cancellationToken));
    }

    private static Command Prune(Shell shell)
    {
        var name = new Argument<string>("NAME") { Description = "The namespace" };
        var all = new Option<bool>("--all", "-a") { Description = "Delete every deployment in it, those that run too" };
        return shell.Runs(
            new Command("prune", "Delete a namespace's deployments that have ended or failed") { name, all, shell.Output },
            async (session, cancellationToken) =>
        {
            var path = Query.Of("/deployments", ("namespace[]", session.Get(name)));
            var listed = (await session.Client.SendAsync(ApiRequest.Get(path), cancellationToken)).Json();
            string[] ids = [.. listed.Items().Where(d => session.Get(all) || !Alive.Contains(d.Text("status"))).Select(d => d.Text("id"))];
            foreach (var id in ids)
            {
                await session.Client.SendAsync(ApiRequest.Set(HttpMethod.Delete, RingResource.Path("deployments", id)), cancellationToken);
                if (!session.IsJson)
                {
                    await session.PrintAsync($"Deployment {id} deleted");
                }
            }

            if (session.IsJson)
            {
                await session.PrintAsync(JsonText.Of(writer =>
                {
                    writer.WriteStartArray();
                    Array.ForEach(ids, writer.WriteStringValue);
                    writer.WriteEndArray();
                }));
            }
            else if (ids.Length == 0)
            {
                await session.SayAsync("There was nothing to prune.");
            }

            return ExitCodes.Success;
        });
    }

    private static Command Delete(Shell shell)
    {
        var name = new Argument<string>("NAME") { Description = "The namespace" };
        return shell.Runs(new Command("delete", "Delete a namespace that is empty") { name, shell.Output }, (session, cancellationToken) =>
            RingResource.DeleteAsync(session, RingResource.Path("namespaces", session.Get(name)), $"Namespace {session.Get(name)}", cancellationToken));
    }
}
