using System.Diagnostics;
using System.Globalization;
using Orchestry.Benchmarks.Lifecycle;
using static Orchestry.Benchmarks.Medians;

namespace Orchestry.Benchmarks.Cli;

/// <summary>
/// How long a command lasts, as a whole process: <c>orchestry list</c> as it is shipped, asking a real controller with twenty applications, beside the
/// mere imports of the Python client of Orchestry 1.0, which ask nothing; turn by turn.
/// </summary>
public static class CliBench
{
    /// <summary>Where the published command line is.</summary>
    public const string ProgramVariable = "ORCHESTRY_CLI_UNDER_TEST";

    /// <summary>What the Python client of Orchestry 1.0 imports before it knows which verb is meant.</summary>
    private const string Imports = "import typer, requests, yaml, dotenv, platformdirs";

    /// <summary>Runs it. Options: <c>--rounds</c> (default 31).</summary>
    public static async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var rounds = new Options(args, "--rounds").Number("--rounds", 31);
        var program = Environment.GetEnvironmentVariable(ProgramVariable)
            ?? throw new InvalidOperationException($"{ProgramVariable} names no command line; build/bench cli sets it.");
        var folder = Directory.CreateTempSubdirectory("orchestry-bench-");
        try
        {
            var (controller, _) = await ControllerProcess.StartAsync(folder.FullName, $"bench-{Environment.ProcessId}", cancellationToken);
            await using (controller)
            {
                for (var app = 0; app < 20; app++)
                {
                    await controller.RegisterAsync($"app-{app}", cancellationToken);
                }

                Measured[] all =
                [
                    new("orchestry --version", program, ["--version"]),
                    new("orchestry list", program, ["list"]),
                    new("python3, its imports alone", "/usr/bin/python3", ["-c", Imports]),
                    new("python3, no import", "/usr/bin/python3", ["-c", "pass"]),
                ];
                await MeasureAsync(all, rounds, controller.Address, folder.FullName, cancellationToken);
                Print(all);
            }

            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task MeasureAsync(
        IReadOnlyList<Measured> all, int rounds, Uri controller, string folder, CancellationToken cancellationToken)
    {
        // The first round fills the page cache, and Python's own cache of what it has compiled.
        for (var round = -1; round < rounds; round++)
        {
            foreach (var one in all)
            {
                var took = await RunOnceAsync(one, controller, folder, cancellationToken);
                if (round >= 0)
                {
                    one.Took.Add(took.TotalMilliseconds);
                }
            }
        }
    }

    private static async Task<TimeSpan> RunOnceAsync(Measured one, Uri controller, string folder, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(one.Program, one.Arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["ORCHESTRY_URL"] = controller.OriginalString, ["ORCHESTRY_CONFIG_DIR"] = folder },
        };
        var startedAt = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        _ = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        var took = Stopwatch.GetElapsedTime(startedAt);
        return process.ExitCode == 0 ? took : throw new InvalidOperationException($"{one.Name} ended with {process.ExitCode}: {await errors}");
    }

    private static void Print(IReadOnlyList<Measured> all)
    {
        var list = all[1].Took;
        Console.WriteLine("| command | median (ms) | least | most | of `orchestry list`, median of the rounds |");
        Console.WriteLine("|---|---:|---:|---:|---:|");
        foreach (var one in all)
        {
            var ratio = Median([.. one.Took.Zip(list, (mine, lists) => mine / lists)]);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"| {one.Name} | {Median(one.Took):0} | {one.Took.Min():0} | {one.Took.Max():0} | {ratio:0.00} |"));
        }
    }

    private sealed record Measured(string Name, string Program, string[] Arguments)
    {
        public List<double> Took { get; } = [];
    }
}
