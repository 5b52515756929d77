namespace Orchestry.Cli.Contexts;

/// <summary>The folder with <c>config.toml</c>, which names controllers, and <c>auth.json</c>, which holds the tokens for them.</summary>
internal sealed class ContextFolder
{
    private readonly TokenFile _tokens;
    private IReadOnlyList<NamedContext>? _contexts;

    public ContextFolder(Surroundings around, Persona persona)
    {
        Folder = around.Variable(persona.FolderVariable) is { Length: > 0 } named ? named : Path.Combine(around.Home, persona.Folder);
        ConfigFile = Path.Combine(Folder, "config.toml");
        _tokens = new TokenFile(Path.Combine(Folder, "auth.json"));
    }

    public string Folder { get; }

    public string ConfigFile { get; }

    public string TokenFile => _tokens.Path;

    /// <summary>All contexts of the file, in its order.</summary>
    public IReadOnlyList<NamedContext> All => _contexts ??= File.Exists(ConfigFile) ? ContextFile.Parse(File.ReadAllText(ConfigFile), ConfigFile) : [];

    /// <summary>The one used where none is named.</summary>
    public string CurrentName => Find(null)?.Name ?? Connection.DefaultContext;

    /// <summary>The context of that name; without a name the current one, else the one called default, else the only one.</summary>
    public NamedContext? Find(string? name) => name is not null
        ? All.FirstOrDefault(c => c.Name == name)
        : All.FirstOrDefault(c => c.IsCurrent) ?? All.FirstOrDefault(c => c.Name == Connection.DefaultContext) ?? (All.Count == 1 ? All[0] : null);

    /// <summary>Makes the context of that name mean this controller, and the current one if it is the first.</summary>
    public void Save(string name, Uri endpoint) =>
        Write(ContextFile.WithContext(Text(), name, endpoint, isCurrent: All.Count == 0 || Find(null)?.Name == name));

    /// <summary>Makes it the current one.</summary>
    public void Use(string name) => Write(ContextFile.WithCurrent(Text(), name));

    public string? Token(string contextName) => _tokens.Read(contextName);

    public void KeepToken(string contextName, string? token) => _tokens.Write(contextName, token);

    private string Text() => File.Exists(ConfigFile) ? File.ReadAllText(ConfigFile) : "";

    private void Write(string text)
    {
        Directory.CreateDirectory(Folder);
        // At once or not at all: a file cut in half would be every later command's problem.
        var next = ConfigFile + ".new";
        File.WriteAllText(next, text);
        File.Move(next, ConfigFile, overwrite: true);
        _contexts = null;
    }
}
