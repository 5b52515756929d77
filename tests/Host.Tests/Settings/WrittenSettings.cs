using Orchestry.Host.Settings;

namespace Orchestry.Host.Tests.Settings;

/// <summary>What somebody wrote in the environment, on the command line and in the file, and what is made of it.</summary>
internal sealed class WrittenSettings : IDisposable
{
    private readonly TempFolder _folder = new();
    private string? _file;

    public Dictionary<string, string> Environment { get; } = new() { ["HOME"] = "/home/somebody" };

    public Dictionary<string, string> CommandLine { get; } = [];

    public void InFile(string text) => _file = _folder.Write("cluster.hocon", text);

    /// <summary>A file beside the settings; answers its path.</summary>
    public string AnotherFile(string text) => _folder.Write("another", text);

    public OrchestrySettings Read()
    {
        var (settings, faults) = Outcome();
        Assert.Empty(faults);
        return settings!;
    }

    public IReadOnlyList<string> Faults() => Outcome().Faults;

    public void Dispose() => _folder.Dispose();

    private (OrchestrySettings? Settings, IReadOnlyList<string> Faults) Outcome() =>
        SettingsReader.Read(_file ?? _folder.File("missing.hocon"), Environment.GetValueOrDefault, CommandLine);
}
