using System.CommandLine;
using System.Text.Json;
using Orchestry.Cli.Client;
using Orchestry.Cli.Output;

namespace Orchestry.Cli.Commands.Ring;

/// <summary><c>user</c>: who may log in.</summary>
internal static class UserCommand
{
    public static Command Create(Shell shell) =>
        new("user", "List users, make, change and delete them") { List(shell), Me(shell), Make(shell), Update(shell), Delete(shell) };

    private static Command List(Shell shell) =>
        shell.Runs(new Command("list", "List the users") { shell.Output }, (session, cancellationToken) => RingResource.ListAsync(
        session, "/users", -1, cancellationToken, ("ID", u => u.Text("id")), ("USERNAME", u => u.Text("username")),
            ("CREATED AT", u => u.Moment("created_at"))));

    private static Command Me(Shell shell) => shell.Runs(new Command("me", "Show who is logged in") { shell.Output }, (session, cancellationToken) =>
        session.ShowAsync("/users/me", me => session.PrintAsync($"{me.Text("username")} (id {me.Text("id")})"), cancellationToken));

    private static Command Make(Shell shell)
    {
        var username = new Option<string>("--username", "-u") { Description = "The name", HelpName = "NAME", Required = true };
        var command = new Command("create", "Make a user") { username, shell.Output };
        var password = new PasswordOptions(command);
        return shell.Runs(command, async (session, cancellationToken) =>
        {
            var secret = await password.ReadAsync(session, "Password of the new user", cancellationToken, isNew: true);
            var body = RingResource.Body(("username", session.Get(username)), ("password", secret));
            return await RingResource.SendAsync(session, ApiRequest.Create("/users", body), u => $"User {u.Text("username")} created (id {u.Text("id")})",
                cancellationToken);
        });
    }

    private static Command Update(Shell shell)
    {
        var id = new Argument<string?>("ID") { Description = "The user's id; without it the one who is logged in", Arity = ArgumentArity.ZeroOrOne };
        var username = new Option<string?>("--username", "-u") { Description = "Another name", HelpName = "NAME" };
        var command = new Command("update", "Change a user's name or password") { id, username, shell.Output };
        var password = new PasswordOptions(command);
        return shell.Runs(command, async (session, cancellationToken) =>
        {
            // Without another name there is only the password to change.
            var asksPassword = password.IsNamed(session) || session.Get(username) is null;
            var secret = asksPassword ? await password.ReadAsync(session, "New password", cancellationToken, isNew: true) : null;
            var whom = session.Get(id) ?? (await session.Client.SendAsync(ApiRequest.Get("/users/me"), cancellationToken)).Json().Text("id");
            var request = ApiRequest.Set(HttpMethod.Put,
                RingResource.Path("users", whom)) with { Body = RingResource.Body(("username", session.Get(username)), ("password", secret)) };
            return await RingResource.SendAsync(
                session, request, _ =>
                    secret is null ? $"User {whom} updated" : $"User {whom} updated; logins with the old password have ended", cancellationToken);
        });
    }

    private static Command Delete(Shell shell)
    {
        var id = new Argument<string?>("ID") { Description = "The user's id", Arity = ArgumentArity.ZeroOrOne };
        var username = new Option<string?>("--username", "-u") { Description = "The user's name, instead", HelpName = "NAME" };
        return shell.Runs(new Command("delete", "Delete a user; its tokens end") { id, username, shell.Output }, async (session, cancellationToken) =>
        {
            var whom = session.Get(id) ?? await IdOfAsync(session, session.Get(username), cancellationToken);
            return await RingResource.DeleteAsync(session, RingResource.Path("users", whom), $"User {session.Get(username) ?? whom}", cancellationToken);
        });
    }

    private static async Task<string> IdOfAsync(Session session, string? username, CancellationToken cancellationToken)
    {
        if (username is null)
        {
            throw CommandFailure.Usage("Neither an id nor --username names a user", $"'{session.Persona.Command} user list' shows them");
        }

        var users = (await session.Client.SendAsync(ApiRequest.Get("/users"), cancellationToken)).Json();
        return users.Items().FirstOrDefault(u => u.Text("username") == username) is { ValueKind: JsonValueKind.Object } found
            ? found.Text("id")
            : throw new CommandFailure(ExitCodes.NotFound, $"There is no user '{username}'", $"'{session.Persona.Command} user list' shows them");
    }
}
