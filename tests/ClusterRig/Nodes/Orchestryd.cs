using System.Diagnostics;
using Orchestry.Host;

namespace Orchestry.ClusterRig;

/// <summary>How to start the real program: from beside this assembly unless <c>ORCHESTRYD_UNDER_TEST</c> names another, with no setting of whoever runs the tests.</summary>
internal static class Orchestryd
{
    private static readonly string[] Inherited = ["PATH", "HOME", "DOTNET_ROOT", "DOTNET_CLI_TELEMETRY_OPTOUT"];

    /// <param name="folder">Its working folder, where it looks for <c>cluster.hocon</c>.</param>
    /// <param name="settings">Its environment.</param>
    /// <param name="arguments">Its command line.</param>
    public static Process Start(string folder, IReadOnlyDictionary<string, string> settings, IEnumerable<string> arguments)
    {
        // A benchmark names the program as it is shipped, compiled ahead of time.
        var program = Environment.GetEnvironmentVariable("ORCHESTRYD_UNDER_TEST") ?? typeof(OrchestryHost).Assembly.Location;
        var isAssembly = program.EndsWith(".dll", StringComparison.Ordinal);
        var start = new ProcessStartInfo(
            isAssembly ? Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet" : program,
            isAssembly ? ["exec", program, .. arguments] : arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        // What a method does is not worth measuring in a process that ends so soon.
        start.Environment["DOTNET_TieredPGO"] = "0";
        foreach (var name in Inherited)
        {
            if (Environment.GetEnvironmentVariable(name) is { } value)
            {
                start.Environment[name] = value;
            }
        }

        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<Ended> RunAsync(string folder, IReadOnlyDictionary<string, string> settings, params string[] arguments)
    {
        using var process = Start(folder, settings, arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(Until.Ceiling, TimeProvider.System);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            Assert.Fail($"It did not end: {await output} {await errors}");
        }

        return new Ended(process.ExitCode, await output, await errors);
    }
}

/// <summary>What a program left behind.</summary>
internal sealed record Ended(int ExitCode, string Output, string Errors);
