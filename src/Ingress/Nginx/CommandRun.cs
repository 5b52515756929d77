using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Orchestry.Ingress.Nginx;

/// <summary>
/// Runs a command of the operator's: without a shell, within a time, reading no more than a bounded part of what it says, and in an environment
/// that holds nothing of ours, which has passwords in it.
/// </summary>
internal sealed class CommandRun(TimeSpan timeout, TimeProvider clock)
{
    private const int MostOutput = 4096;

    // A service's search path often lacks the folders of the administrator's programs, and there is where nginx is.
    private static readonly string[] MoreFolders = ["/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/local/bin", "/usr/bin", "/bin"];

    /// <summary>Runs it to its end.</summary>
    /// <returns>Null when it ended with 0; otherwise what it said, in one bounded line.</returns>
    public async Task<string?> RunAsync(string command, CancellationToken cancellationToken)
    {
        if (!CommandLine.TrySplit(command, out var words))
        {
            return "the command is not a program with arguments";
        }

        using var process = new Process { StartInfo = StartOf(words) };
        try
        {
            process.Start();
        }
        catch (Win32Exception error)
        {
            return $"{words[0]} can't be run: {error.Message}";
        }

        process.StandardInput.Close();
        using var time = new CancellationTokenSource(timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(time.Token, cancellationToken);
        try
        {
            var said = await Task.WhenAll(ReadAsync(process.StandardError, either.Token), ReadAsync(process.StandardOutput, either.Token));
            await process.WaitForExitAsync(either.Token);
            return process.ExitCode == 0 ? null : Sentence(words[0], process.ExitCode, string.Join('\n', said));
        }
        catch (OperationCanceledException)
        {
            Kill(process);
            cancellationToken.ThrowIfCancellationRequested();
            return $"{words[0]} did not end within {timeout.TotalSeconds:0.#} s";
        }
    }

    private static ProcessStartInfo StartOf(ImmutableArray<string> words)
    {
        var path = Environment.GetEnvironmentVariable("PATH") ?? "";
        var folders = path.Split(':', StringSplitOptions.RemoveEmptyEntries).Concat(MoreFolders).Distinct().ToArray();
        var program = words[0].Contains('/') ? words[0] : folders.Select(f => Path.Combine(f, words[0])).FirstOrDefault(File.Exists) ?? words[0];
        var start = new ProcessStartInfo(program, words.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        start.Environment.Clear();
        start.Environment["PATH"] = string.Join(':', folders);
        start.Environment["LANG"] = "C";
        return start;
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception error) when (error is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has just ended, or belongs to another user (sudo) and ends by itself.
        }
    }

    /// <summary>Reads to the end, so that the program never waits for a reader, and keeps the beginning.</summary>
    private static async Task<string> ReadAsync(StreamReader output, CancellationToken cancellationToken)
    {
        var kept = new StringBuilder();
        var buffer = new char[1024];
        while (await output.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            kept.Append(buffer, 0, Math.Min(read, MostOutput - kept.Length));
        }

        return kept.ToString();
    }

    private static string Sentence(string program, int exitCode, string said)
    {
        var lines = said.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        // What nginx warns of stands in front of what it fails for.
        var telling = lines.Where(l => l.Contains("[emerg]", StringComparison.Ordinal) || l.Contains("[error]", StringComparison.Ordinal)).ToArray();
        var text = string.Join("; ", telling.Length > 0 ? telling : lines);
        text = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
        return text.Length == 0 ? $"{program} ended with {exitCode}" : text[..Math.Min(text.Length, 500)];
    }
}
