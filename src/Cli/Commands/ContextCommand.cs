using System.CommandLine;
using Orchestry.Cli.Client;
using Orchestry.Cli.Contexts;
using Orchestry.Cli.Output;
using Orchestry.Contracts;

namespace Orchestry.Cli.Commands;

/// <summary><c>config</c>, and Ring's <c>context</c>: which controllers there are.</summary>
internal static class ContextCommand
{
    /// <summary><c>config</c>: sets up the controller of a context.</summary>
    public static Command CreateConfig(Shell shell)
    {
        var command = new Command("config", "Set up the controller to use: asks for its address, or takes --url; --context names one of several")
        {
            List(shell, "list", "List the contexts"), Use(shell), shell.Output,
        };
        return shell.Runs(command, SetUpAsync);
    }

    /// <summary><c>context</c>: Ring's word for it.</summary>
    public static Command CreateContext(Shell shell)
    {
        var command = new Command("context", "List the contexts of config.toml")
        {
            List(shell, "configs", "List the contexts"),
            shell.Runs(new Command("current-context", "Print the name of the context in use"), async (session, _) =>
            {
                await session.PrintAsync(session.ContextName ?? session.Contexts.CurrentName);
                return ExitCodes.Success;
            }),
            Use(shell), shell.Output,
        };
        return shell.Runs(command, ListAsync);
    }

    private static Command List(Shell shell, string name, string description) => shell.Runs(new Command(name, description) { shell.Output }, ListAsync);

    private static Command Use(Shell shell)
    {
        var name = new Argument<string>("NAME") { Description = "The context" };
        return shell.Runs(new Command("use", "Make a context the one in use") { name }, async (session, _) =>
        {
            var wanted = session.Get(name);
            if (session.Contexts.Find(wanted) is null)
            {
                throw new CommandFailure(ExitCodes.NotFound, $"There is no context '{wanted}' in {session.Contexts.ConfigFile}", 
                    $"'{session.Persona.Command} {(session.Persona.IsRing ? "context" : "config list")}' shows those there are");
            }

            session.Contexts.Use(wanted);
            await session.SayAsync($"'{wanted}' is in use.");
            return ExitCodes.Success;
        });
    }

    private static async Task<int> SetUpAsync(Session session, CancellationToken cancellationToken)
    {
        var name = session.ContextName ?? session.Contexts.CurrentName;
        if (session.Url is null && !session.Around.IsInTerminal)
        {
            throw CommandFailure.Usage("Nobody is there to be asked for the address", $"'{session.Persona.Command} config --url URL'");
        }

        var proposal = (session.Contexts.Find(name)?.Endpoints[0] ?? session.Persona.DefaultUrl).OriginalString;
        var endpoint = ContextAddress.Parse(session.Url
            ?? await Question.AskAsync(session, $"Address of the controller for context '{name}'", proposal, cancellationToken));
        session.Contexts.Save(name, endpoint);
        await session.SayAsync($"Context '{name}' means {endpoint.OriginalString} now ({session.Contexts.ConfigFile}).");
        using var client = new ApiClient(new Connection(name, [endpoint], session.Contexts.Token(name)), session.Around.Time, session.Persona);
        try
        {
            var health = (await client.SendAsync(ApiRequest.Get("/health"), cancellationToken)).Read(ContractsJson.Wire.SystemHealthReply);
            await session.SayAsync($"The controller there is {health.Status}, version {health.Version}.");
        }
        catch (CommandFailure notThere)
        {
            // It is kept all the same: the controller may not run yet.
            await session.SayAsync($"But: {PlainText.Of(notThere.Message)}");
        }

        return ExitCodes.Success;
    }

    private static async Task<int> ListAsync(Session session, CancellationToken cancellationToken)
    {
        var current = session.Contexts.CurrentName;
        if (session.IsJson)
        {
            await session.PrintAsync(JsonText.Of(writer =>
            {
                writer.WriteStartArray();
                foreach (var context in session.Contexts.All)
                {
                    writer.WriteStartObject();
                    writer.WriteString("name", context.Name);
                    writer.WriteString("url", context.Endpoints[0].OriginalString);
                    writer.WriteBoolean("current", context.Name == current);
                    writer.WriteBoolean("logged_in", session.Contexts.Token(context.Name) is not null);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
            }));
            return ExitCodes.Success;
        }

        var table = new TextTable("CURRENT", "NAME", "CONTROLLER", "LOGGED IN");
        foreach (var context in session.Contexts.All)
        {
            table.Add(
                context.Name == current ? "*" : "", context.Name, string.Join(", ", context.Endpoints.Select(e => e.OriginalString)),
                session.Contexts.Token(context.Name) is null ? "no" : "yes");
        }

        await table.WriteAsync(session.Around);
        if (table.Count == 0)
        {
            await session.SayAsync($"No contexts in {session.Contexts.ConfigFile}; {session.Persona.DefaultUrl.OriginalString} is used.");
        }

        return ExitCodes.Success;
    }
}
