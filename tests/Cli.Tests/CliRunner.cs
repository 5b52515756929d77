namespace Orchestry.Cli.Tests;

/// <summary>Runs command lines in this process, in surroundings of their own.</summary>
internal sealed class CliRunner : IDisposable
{
    private readonly TempFolder _home = new();

    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    public string Home => _home.Path;

    public string Input { get; set; } = "";

    public string Secret { get; set; } = "";

    /// <summary>Whether a person types, and reads everything.</summary>
    public bool IsTerminal { get; set; }

    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>What took the place of the process.</summary>
    public List<string> Became { get; } = [];

    public string ProgramFolder { get; set; } = "/nowhere";

    public string Write(string name, string text) => _home.Write(name, text);

    public Task<CliRun> RunAsync(FakeController controller, params string[] arguments) => RunAsync(Persona.Orchestry, [.. arguments, "--url", controller.Url]);

    public Task<CliRun> RingAsync(FakeController controller, params string[] arguments) => RunAsync(Persona.Ring, [.. arguments, "--url", controller.Url]);

    public async Task<CliRun> RunAsync(Persona persona, IReadOnlyList<string> arguments, CancellationToken cancellationToken = default)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = await CommandLine.RunAsync(Around(output, error), persona, arguments, cancellationToken);
        return new CliRun(code, output.ToString(), error.ToString());
    }

    public Surroundings Around(TextWriter output, TextWriter error) => new()
    {
        In = new StringReader(Input),
        Out = output,
        Error = error,
        IsInTerminal = IsTerminal,
        IsOutTerminal = IsTerminal,
        IsErrorTerminal = IsTerminal,
        Variable = Variables.GetValueOrDefault,
        Variables = () => Variables,
        Home = _home.Path,
        ProgramFolder = ProgramFolder,
        Time = Time,
        ReadSecret = () => Secret,
        Become = (program, arguments) =>
        {
            Became.AddRange([program, .. arguments]);
            return "this is a test";
        },
    };

    public void Dispose() => _home.Dispose();
}
