using System.Diagnostics;
using System.Globalization;

namespace Orchestry.Storage.Tests.Crash;

/// <summary><see cref="WriterProgram"/> in a process of its own.</summary>
internal sealed class WriterProcess : IDisposable
{
    /// <summary>128 + SIGKILL.</summary>
    public const int KilledExitCode = 137;

    private readonly Process _process;

    private WriterProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public static WriterProcess Start(string folder, int seed)
    {
        var assembly = typeof(WriterProgram).Assembly.Location;
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        return new WriterProcess(Process.Start(
            new ProcessStartInfo(dotnet, ["exec", assembly, folder, seed.ToString(CultureInfo.InvariantCulture)])
            {
                RedirectStandardOutput = true,
                StandardOutputEncoding = System.Text.Encoding.UTF8,
            })!);
    }

    /// <summary>The next acknowledged append, or null when the process is dead and everything it printed was read.</summary>
    public async Task<string?> ReadLineAsync() => await _process.StandardOutput.ReadLineAsync();

    /// <summary>SIGKILL: no handler runs, no buffer is flushed.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Reads what was printed before the death.</summary>
    public async Task<IReadOnlyList<string>> ReadToEndAsync()
    {
        var lines = new List<string>();
        while (await ReadLineAsync() is { } line)
        {
            lines.Add(line);
        }

        return lines;
    }

    public async Task<int> WaitForExitAsync()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
