using System.Globalization;

namespace Orchestry.Benchmarks.Metrics;

/// <summary>
/// Processor time of this process, and of the engine: its daemon, containerd, and the shim of every container, all of which work for a
/// statistics call. In nanoseconds, thread by thread, because the kernel's usual figures are whole hundredths of a second.
/// </summary>
internal readonly record struct ProcessorTime(TimeSpan Own, TimeSpan Engine)
{
    public static ProcessorTime operator -(ProcessorTime left, ProcessorTime right) => new(left.Own - right.Own, left.Engine - right.Engine);

    /// <summary>At the beginning of a measurement: what looking costs this process is before it.</summary>
    public static ProcessorTime AtStart()
    {
        var engine = OfEngine();
        return new ProcessorTime(Environment.CpuUsage.TotalTime, engine);
    }

    /// <summary>At its end: what looking costs this process is after it.</summary>
    public static ProcessorTime AtEnd()
    {
        var own = Environment.CpuUsage.TotalTime;
        return new ProcessorTime(own, OfEngine());
    }

    private static TimeSpan OfEngine()
    {
        var nanoseconds = 0L;
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(path => char.IsAsciiDigit(path[^1]) && IsOfEngine(path)))
        {
            foreach (var thread in Children($"{process}/task"))
            {
                nanoseconds += long.Parse(Read($"{thread}/schedstat").Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture);
            }
        }

        return TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick);
    }

    private static bool IsOfEngine(string process)
    {
        var name = Read($"{process}/comm").Trim();
        return name == "dockerd" || name.StartsWith("containerd", StringComparison.Ordinal);
    }

    private static string[] Children(string folder)
    {
        try
        {
            return Directory.GetDirectories(folder);
        }
        catch (IOException)
        {
            return []; // Ended meanwhile.
        }
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return "0"; // Ended meanwhile.
        }
    }
}
