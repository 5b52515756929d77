using System.CommandLine;

namespace Orchestry.Cli.Commands;

/// <summary>Orchestry's verbs, in the order of the help.</summary>
internal static class OrchestryVerbs
{
    public static IReadOnlyList<Verb> All { get; } =
    [
        new("config", ContextCommand.CreateConfig),
        new("login", LoginCommand.CreateLogin),
        new("logout", LoginCommand.CreateLogout),
        new("apply", ApplyCommand.Create),
        new("register", RegisterCommand.Create),
        new("up", UpCommand.Create),
        new("down", DownCommand.Create),
        new("scale", ScaleCommand.Create),
        new("delete", DeleteCommand.Create),
        new("list", ListCommand.Create),
        new("status", StatusCommand.Create),
        new("spec", SpecCommand.Create),
        new("logs", LogsCommand.Create),
        new("events", EventsCommand.Create),
        new("metrics", MetricsCommand.Create),
        new("policy", PolicyCommand.Create),
        new("explain", ExplainCommand.Create),
        new("simulate", SimulateCommand.Create),
        new("info", InfoCommand.Create),
        new("cluster", ClusterCommand.Create),
        new("doctor", DoctorCommand.Create),
        new("completion", CompletionCommand.Create),
        new("ring", CreateRing),
    ];

    private static Command CreateRing(Shell shell)
    {
        var command = new Command("ring", "The same controller over the Ring API, with Ring's verbs and contexts");
        foreach (var verb in RingVerbs.All)
        {
            command.Subcommands.Add(verb.Create(shell.ForRing()));
        }

        return command;
    }
}
