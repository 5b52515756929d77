using System.CommandLine;
using Orchestry.Cli.Client;
using Orchestry.Cli.Output;

namespace Orchestry.Cli.Commands.Ring;

/// <summary><c>secret</c>: values that are never shown again.</summary>
internal static class SecretCommand
{
    public static Command Create(Shell shell) => new("secret", "List secrets, make, change and delete them; their values are never shown")
    {
        List(shell), Make(shell), Rotate(shell), Delete(shell),
    };

    private static Command List(Shell shell)
    {
        var spaces = RingResource.Namespaces();
        return shell.Runs(new Command("list", "List the secrets") { spaces, shell.Output }, (session, cancellationToken) => RingResource.ListAsync(
            session, Query.Of("/secrets", RingResource.Filter("namespace", session.Get(spaces))), -1, cancellationToken,
            ("ID", s => s.Text("id")), ("NAMESPACE", s => s.Text("namespace")), ("NAME", s => s.Text("name")), ("CREATED AT", s => s.Moment("created_at")),
            ("UPDATED AT", s => s.Moment("updated_at"))));
    }

    private static Command Make(Shell shell)
    {
        var name = new Argument<string>("NAME") { Description = "Its name" };
        var space = RingResource.Namespace();
        var command = new Command("create", "Make a secret") { name, space, shell.Output };
        var value = new SecretValueOptions(command);
        return shell.Runs(command, async (session, cancellationToken) =>
        {
            var body = RingResource.Body(("namespace", session.Get(space)), ("name", session.Get(name)),
                ("value", await value.ReadAsync(session, cancellationToken)));
            return await RingResource.SendAsync(session, ApiRequest.Create("/secrets", body), s => $"Secret {s.Text("id")} created", cancellationToken);
        });
    }

    private static Command Rotate(Shell shell)
    {
        var id = RingResource.Id("The secret's id");
        var command = new Command("rotate", "Give a secret another value; whatever uses it is replaced one by one") { id, shell.Output };
        var value = new SecretValueOptions(command);
        return shell.Runs(command, async (session, cancellationToken) =>
        {
            var body = RingResource.Body(("value", await value.ReadAsync(session, cancellationToken)));
            var request = ApiRequest.Set(HttpMethod.Put, RingResource.Path("secrets", session.Get(id))) with { Body = body };
            return await RingResource.SendAsync(session, request, _ => $"Secret {session.Get(id)} rotated", cancellationToken);
        });
    }

    private static Command Delete(Shell shell)
    {
        var id = RingResource.Id("The secret's id");
        var force = new Option<bool>("--force", "-f") { Description = "Even if deployments use it" };
        return shell.Runs(new Command("delete", "Delete a secret") { id, force, shell.Output }, (session, cancellationToken) => RingResource.DeleteAsync(
            session, Query.Of(RingResource.Path("secrets", session.Get(id)), ("force", Query.Flag(session.Get(force)))), $"Secret {session.Get(id)}",
                cancellationToken));
    }
}
