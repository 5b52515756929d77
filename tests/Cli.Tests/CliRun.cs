namespace Orchestry.Cli.Tests;

/// <summary>What a command line answered.</summary>
internal sealed record CliRun(int Code, string Out, string Error)
{
    public string[] OutLines => Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
