using Orchestry.Cli.Commands.Ring;

namespace Orchestry.Cli.Commands;

/// <summary>Ring's verbs, in the order of the help.</summary>
internal static class RingVerbs
{
    public static IReadOnlyList<Verb> All { get; } =
    [
        new("login", LoginCommand.CreateLogin),
        new("logout", LoginCommand.CreateLogout),
        new("apply", RingApplyCommand.Create),
        new("deployment", DeploymentCommand.Create),
        new("config", ConfigCommand.Create),
        new("secret", SecretCommand.Create),
        new("namespace", NamespaceCommand.Create),
        new("user", UserCommand.Create),
        new("token", TokenCommand.Create),
        new("node", NodeCommand.Create),
        new("context", ContextCommand.CreateContext),
        new("init", InitCommand.Create),
        new("server", ServerCommand.Create),
        new("doctor", DoctorCommand.Create),
        new("completion", CompletionCommand.Create),
    ];
}
