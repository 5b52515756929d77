using System.Diagnostics;

namespace Orchestry.Benchmarks.Failover.Swarm;

/// <summary>Runs the machine's own programs to their end.</summary>
internal static class Command
{
    /// <summary>Fails with what it said when it fails.</summary>
    public static async Task RunAsync(string program, params string[] arguments)
    {
        if (await StartAsync(program, arguments) is { ExitCode: not 0 } failed)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {failed.Errors}");
        }
    }

    /// <summary>For what may be gone already.</summary>
    public static Task TryAsync(string program, params string[] arguments) => StartAsync(program, arguments);

    private static async Task<(int ExitCode, string Errors)> StartAsync(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, errors.Trim());
    }
}
