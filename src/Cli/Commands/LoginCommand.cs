using System.CommandLine;
using Orchestry.Cli.Client;
using Orchestry.Cli.Contexts;
using Orchestry.Contracts;
using Orchestry.Contracts.Ring;

namespace Orchestry.Cli.Commands;

/// <summary><c>login</c> and <c>logout</c>: keeps a token for later commands, and ends it.</summary>
internal static class LoginCommand
{
    public static Command CreateLogin(Shell shell)
    {
        var username = new Option<string?>("--username", "-u") { Description = "The user; without it you are asked", HelpName = "NAME" };
        var command = new Command("login", "Log in; the token is kept for later commands, readable by you only") { username };
        var password = new PasswordOptions(command);
        return shell.Runs(command, async (session, cancellationToken) =>
        {
            var name = session.Get(username) ?? await AskNameAsync(session, cancellationToken);
            var secret = await password.ReadAsync(session, "Password", cancellationToken);
            var connection = Place(session);
            // Without the token there is: it may be one that has ended.
            using var client = new ApiClient(connection with { Token = null }, session.Around.Time, session.Persona);
            var request = ApiRequest.Set(HttpMethod.Post, "/login", new LoginRequest(name, secret), ContractsJson.Wire.LoginRequest) with
            {
                // Who types a password wrongly is held up; nobody should wait for that without knowing.
                WaitsForLimit = false,
            };
            var reply = (await client.SendAsync(request, cancellationToken)).Read(ContractsJson.Wire.LoginReply);
            // Else the token would be kept for an address that nothing remembers, and be sent to none.
            if (connection.Endpoints[0] != session.Persona.DefaultUrl && session.Contexts.Find(connection.ContextName) is null)
            {
                session.Contexts.Save(connection.ContextName, connection.Endpoints[0]);
            }

            session.Contexts.KeepToken(connection.ContextName, reply.Token);
            await session.SayAsync($"Logged in as {name} at {connection.Endpoints[0].OriginalString} (context '{connection.ContextName}'); the token is in {session.Contexts.TokenFile}.");
            return ExitCodes.Success;
        });
    }

    public static Command CreateLogout(Shell shell) =>
        shell.Runs(new Command("logout", "End the login, here and at the controller"), async (session, cancellationToken) =>
    {
        var name = session.Connection.ContextName;
        if (session.Contexts.Token(name) is not { } token)
        {
            await session.SayAsync($"Nobody is logged in with context '{name}'.");
            return ExitCodes.Success;
        }

        // Forgotten here whatever the controller says: it may be out of reach for good.
        session.Contexts.KeepToken(name, null);
        using var client = new ApiClient(session.Connection with { Token = token }, session.Around.Time, session.Persona);
        try
        {
            await client.SendAsync(ApiRequest.Set(HttpMethod.Post, "/logout"), cancellationToken);
            await session.SayAsync("Logged out.");
        }
        catch (ApiRefusal ended) when (ended.ExitCode == ExitCodes.NotAllowed)
        {
            await session.SayAsync("Logged out; the login had ended already.");
        }

        return ExitCodes.Success;
    });

    private static async Task<string> AskNameAsync(Session session, CancellationToken cancellationToken) => session.Around.IsInTerminal
        ? await Question.AskAsync(session, "User", "admin", cancellationToken)
        : throw CommandFailure.Usage("Nobody is there to be asked for the user", "add --username NAME");

    /// <summary>Where the token is kept. A token of one controller must not end up as another's.</summary>
    private static Connection Place(Session session)
    {
        var connection = session.Connection;
        var context = session.Contexts.Find(connection.ContextName);
        return context is null || context.Endpoints.Contains(connection.Endpoints[0])
            ? connection
            : throw CommandFailure.Usage(
                $"Context '{context.Name}' means {context.Endpoints[0].OriginalString}, not {connection.Endpoints[0].OriginalString}",
                    "name another one with --context NAME");
    }
}
