using System.Globalization;
using Microsoft.Extensions.Logging;
using Orchestry.Core.Engine;
using Orchestry.Core.Metrics;
using Orchestry.Docker.Transport;

namespace Orchestry.Docker.Usage;

/// <summary>Reads the figures of this host, when the engine runs on it.</summary>
internal sealed class HostFigures(IContainerEngine engine, UsageOptions options, TimeProvider time, ILogger log)
{
    /// <summary>The kernel counts in hundredths of a second towards programs, whatever it does inside.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    /// <summary>An engine may be upgraded or moved to another folder while we run.</summary>
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromMinutes(10);

    private volatile Known? _known;
    private string? _said;

    /// <summary>The figures now; null when the engine turns out to run on another kernel, or can't be asked where its data is.</summary>
    public async Task<HostUsage?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var dataRoot = await DataRootAsync(cancellationToken);
            var read = dataRoot is null ? null : Read(dataRoot);
            if (read is not null)
            {
                Volatile.Write(ref _said, null);
            }

            return read;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            Say(e.Message);
            return null;
        }
    }

    private HostUsage? Read(string dataRoot)
    {
        var at = time.GetTimestamp();
        var processors = File.ReadLines(Path.Combine(options.ProcRoot, "stat"))
            .TakeWhile(line => line.StartsWith("cpu", StringComparison.Ordinal)).ToList();
        var memory = Path.Combine(options.ProcRoot, "meminfo");
        if (processors.Count < 2 || MeminfoBytes(memory, "MemTotal:") is not { } total || MeminfoBytes(memory, "MemAvailable:") is not { } available)
        {
            return null;
        }

        var disk = new DriveInfo(Visible(dataRoot));
        return new HostUsage(
            BusyTime(processors[0]), processors.Count - 1, total - available, total, disk.TotalSize - disk.TotalFreeSpace, disk.TotalSize, at);
    }

    // user nice system idle iowait irq softirq steal guest guest_nice: guests are in user and nice already, what was stolen ran elsewhere.
    private static TimeSpan BusyTime(string line)
    {
        var counts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select(count => long.Parse(count, NumberStyles.None, CultureInfo.InvariantCulture)).ToArray();
        return counts is [var user, var nice, var system, _, _, var irq, var softirq, ..]
            ? (user + nice + system + irq + softirq) * Tick
            : throw new FormatException($"\"{line}\" is not the kernel's line of all processors.");
    }

    private static long? MeminfoBytes(string path, string name)
    {
        var line = File.ReadLines(path).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
        var words = line?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words is [_, var kibibytes, ..] ? long.Parse(kibibytes, NumberStyles.None, CultureInfo.InvariantCulture) * 1024 : null;
    }

    // A controller in a container doesn't see that folder; its own root is a layer kept in it, and the kernel answers for the disk below.
    private static string Visible(string folder)
    {
        while (!Directory.Exists(folder))
        {
            folder = Path.GetDirectoryName(folder) ?? "/";
        }

        return folder;
    }

    private async Task<string?> DataRootAsync(CancellationToken cancellationToken)
    {
        if (_known is { } known && time.GetElapsedTime(known.At) < AskAgainAfter)
        {
            return known.DataRoot;
        }

        using var deadline = new Deadline(options.Deadline, time, cancellationToken);
        try
        {
            var answer = await engine.GetInfoAsync(deadline.Token);
            if (answer.TryGet(out var info, out _))
            {
                var root = IsThisHost(info) && Path.IsPathRooted(info.DataRoot) ? info.DataRoot : null;
                _known = new Known(root, time.GetTimestamp());
            }
        }
        catch (OperationCanceledException) when (deadline.HasPassed)
        {
            // The engine is busy or away: where its data was a while ago is where it is.
        }

        return _known?.DataRoot;
    }

    // A unix socket may lead into a virtual machine, or through a tunnel to another host.
    private bool IsThisHost(EngineInfo info)
    {
        var path = Path.Combine(options.ProcRoot, "sys/kernel/osrelease");
        if (info.Kernel is null || !File.Exists(path) || File.ReadAllText(path).Trim() == info.Kernel)
        {
            return true;
        }

        Say($"the engine runs kernel {info.Kernel}, which is not this host's");
        return false;
    }

    private void Say(string why)
    {
        if (Interlocked.Exchange(ref _said, why) != why)
        {
            log.NoHostFigures(why);
        }
    }

    /// <summary>Where the engine keeps its data, null when that is not on this host; and when it said so.</summary>
    private sealed record Known(string? DataRoot, long At);
}
