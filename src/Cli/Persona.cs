namespace Orchestry.Cli;

/// <summary>Which of the two command lines the executable is. Each has its own verbs and its own folder of contexts.</summary>
/// <param name="Command">What is typed, for advice: <c>orchestry</c>, <c>ring</c>, or <c>orchestry ring</c>.</param>
/// <param name="FolderVariable">Environment variable that names the folder of contexts and tokens.</param>
/// <param name="Folder">That folder below the home folder, unless the variable names another.</param>
/// <param name="UrlVariable">Environment variable that names the controller.</param>
/// <param name="TokenVariable">Environment variable that holds a token.</param>
/// <param name="ContextVariable">Environment variable that names the context.</param>
/// <param name="DefaultUrl">The controller where nothing names one.</param>
internal sealed record Persona(
    string Command, string FolderVariable, string Folder, string UrlVariable, string TokenVariable, string ContextVariable, Uri DefaultUrl)
{
    /// <summary>Orchestry's verbs.</summary>
    public static Persona Orchestry { get; } = new(
        "orchestry", "ORCHESTRY_CONFIG_DIR", ".config/orchestry", "ORCHESTRY_URL", "ORCHESTRY_TOKEN", "ORCHESTRY_CONTEXT", new("http://127.0.0.1:8000"));

    /// <summary>Ring's verbs, under the name <c>ring</c>. The folder is where Ring's users have it.</summary>
    public static Persona Ring { get; } = new(
        "ring", "RING_CONFIG_DIR", ".config/kemeter/ring", "RING_SERVER_URL", "RING_TOKEN", "RING_CONTEXT", new("http://127.0.0.1:3030"));

    /// <summary>Whether it is Ring's.</summary>
    public bool IsRing => FolderVariable == Ring.FolderVariable;

    /// <summary>The command line that a name of the executable stands for.</summary>
    public static Persona Of(string programName) =>
        Path.GetFileNameWithoutExtension(programName).Equals("ring", StringComparison.OrdinalIgnoreCase) ? Ring : Orchestry;

    /// <summary>The same where it is reached as a verb of another.</summary>
    public Persona Below(string command) => this with { Command = $"{command} {Command}" };
}
