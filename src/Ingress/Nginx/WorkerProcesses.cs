using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Orchestry.Ingress.Nginx;

/// <summary>nginx's processes, as the kernel lists them; every user may read that of every other's.</summary>
internal static class WorkerProcesses
{
    /// <summary>A moment of the clock that processes' starts are told by.</summary>
    /// <returns>Hundredths of a second since the machine started.</returns>
    public static long Now()
    {
        var uptime = File.ReadAllText("/proc/uptime");
        return (long)(decimal.Parse(uptime[..uptime.IndexOf(' ', StringComparison.Ordinal)], CultureInfo.InvariantCulture) * 100);
    }

    /// <summary>The workers of the master that a worker belongs to.</summary>
    /// <returns>Empty when the worker can't be seen.</returns>
    public static ImmutableArray<Worker> Beside(int pid)
    {
        if (Status(pid) is not { } self)
        {
            return [];
        }

        var workers = ImmutableArray.CreateBuilder<Worker>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            // The title first: a worker that waits was then seen after it had begun to leave.
            if (int.TryParse(Path.GetFileName(folder.AsSpan()), CultureInfo.InvariantCulture, out var other)
                && Title(other) is { } title && title.StartsWith("nginx: worker process", StringComparison.Ordinal)
                && Status(other) is { } status && status.Parent == self.Parent)
            {
                workers.Add(new Worker(other, status.Start, title.Contains("shutting down", StringComparison.Ordinal), status.State == "S"));
            }
        }

        return workers.ToImmutable();
    }

    /// <summary>Whether a worker still runs.</summary>
    public static bool IsRunning(int pid) => Title(pid)?.StartsWith("nginx: worker process", StringComparison.Ordinal) == true;

    private static (string State, int Parent, long Start)? Status(int pid)
    {
        // The second field is the program's name in parentheses, and may hold anything.
        if (Read(pid, "stat") is not { } text || text.LastIndexOf(')') is var end && end < 0)
        {
            return null;
        }

        var fields = text[(end + 2)..].Split(' ');
        return (fields[0], int.Parse(fields[1], CultureInfo.InvariantCulture), long.Parse(fields[19], CultureInfo.InvariantCulture));
    }

    private static string? Title(int pid) => Read(pid, "cmdline");

    private static string? Read(int pid, string file)
    {
        try
        {
            return File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/{file}"), Encoding.Latin1);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It has ended, or is not for this user's eyes.
            return null;
        }
    }

    /// <summary>A worker.</summary>
    /// <param name="Pid">Its process.</param>
    /// <param name="Start">When it started, by the clock of <see cref="Now"/>.</param>
    /// <param name="IsLeaving">Whether it has been told to end, and begun to.</param>
    /// <param name="IsWaiting">Whether it waits for something to happen, rather than doing what it has begun.</param>
    internal sealed record Worker(int Pid, long Start, bool IsLeaving, bool IsWaiting);
}
