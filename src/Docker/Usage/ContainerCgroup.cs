namespace Orchestry.Docker.Usage;

/// <summary>The files that hold one container's counters.</summary>
internal sealed class ContainerCgroup
{
    private readonly bool _isCpuV2;
    private readonly string _cpu;
    private readonly string _memory;
    private readonly string _memoryDetails;
    private readonly bool _isMemoryV2;

    private ContainerCgroup(CgroupLayout layout, string cpu, string memory)
    {
        (_isCpuV2, _isMemoryV2) = (layout.IsCpuV2, layout.IsMemoryV2);
        _cpu = Path.Combine(cpu, _isCpuV2 ? "cpu.stat" : "cpuacct.usage");
        _memory = Path.Combine(memory, _isMemoryV2 ? "memory.current" : "memory.usage_in_bytes");
        _memoryDetails = Path.Combine(memory, "memory.stat");
    }

    /// <summary>The group at a path below the roots; null when there is none.</summary>
    public static ContainerCgroup? At(CgroupLayout layout, string path)
    {
        var relative = path.Trim('/');
        var (cpu, memory) = (Path.Combine(layout.CpuRoot, relative), Path.Combine(layout.MemoryRoot, relative));
        return relative.Length > 0 && Directory.Exists(cpu) && Directory.Exists(memory) ? new ContainerCgroup(layout, cpu, memory) : null;
    }

    /// <summary>Reads the counters; false when the group is gone or its files can't be read.</summary>
    public bool TryRead(out TimeSpan cpu, out long memoryBytes)
    {
        (cpu, memoryBytes) = (default, 0);
        if (!TryReadCpu(out cpu) || !CounterFile.TryRead(_memory, out var usage)
            || !CounterFile.TryRead(_memoryDetails, _isMemoryV2 ? "inactive_file"u8 : "total_inactive_file"u8, out var cache))
        {
            return false;
        }

        // As `docker stats` counts; the two files are of two moments, so the cache may seem the larger.
        memoryBytes = cache < usage ? usage - cache : usage;
        return true;
    }

    private bool TryReadCpu(out TimeSpan cpu)
    {
        var isRead = _isCpuV2 ? CounterFile.TryRead(_cpu, "usage_usec"u8, out var count) : CounterFile.TryRead(_cpu, out count);
        cpu = _isCpuV2 ? TimeSpan.FromMicroseconds(count) : TimeSpan.FromTicks(count / TimeSpan.NanosecondsPerTick);
        return isRead;
    }
}
