using System.CommandLine;

namespace Orchestry.Cli.Commands;

/// <summary>Options of every command that say which controller is meant.</summary>
internal sealed class ConnectionOptions(Persona persona)
{
    /// <summary>The context, by name.</summary>
    public Option<string?> Context { get; } = new("--context", persona.IsRing ? ["-c"] : [])
    {
        Description = "The context to use", HelpName = "NAME", Recursive = true,
    };

    /// <summary>The controller, by address.</summary>
    public Option<string?> Url { get; } = new("--url") { Description = "The controller to use, instead of a context's", HelpName = "URL", Recursive = true };

    public void AddTo(Command root)
    {
        root.Options.Add(Context);
        root.Options.Add(Url);
    }
}
