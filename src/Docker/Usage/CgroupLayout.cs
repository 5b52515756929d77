namespace Orchestry.Docker.Usage;

/// <summary>Which of the kernel's hierarchies hold a group's processor time and memory; any mixture of versions 1 and 2.</summary>
/// <param name="CpuRoot">Folder under which groups have their processor time.</param>
/// <param name="IsCpuV2">Whether that is in the form of version 2.</param>
/// <param name="MemoryRoot">Folder under which groups have their memory.</param>
/// <param name="IsMemoryV2">Whether that is in the form of version 2.</param>
internal sealed record CgroupLayout(string CpuRoot, bool IsCpuV2, string MemoryRoot, bool IsMemoryV2)
{
    // One hierarchy may have several controllers, and be mounted under the names of all.
    private static readonly string[] CpuNames = ["cpuacct", "cpu,cpuacct", "cpuacct,cpu"];

    /// <summary>How messages call it.</summary>
    public string Name => (IsCpuV2, IsMemoryV2) switch
    {
        (true, true) => "v2",
        (false, false) => "v1",
        _ => "v1 and v2",
    };

    /// <summary>What is mounted under a folder; null when processor time or memory is not counted there.</summary>
    public static CgroupLayout? Find(string root)
    {
        // Version 2 alone, or beside version 1 ("hybrid"), where it has the controllers that version 1 has not, often none.
        var (unified, isHybrid) = File.Exists(Path.Combine(root, "cgroup.controllers")) ? (root, false) : (Path.Combine(root, "unified"), true);
        var controllers = Controllers(unified);
        var cpu = isHybrid ? CpuNames.Select(name => Path.Combine(root, name)).FirstOrDefault(Directory.Exists) : null;
        var memory = isHybrid && Directory.Exists(Path.Combine(root, "memory")) ? Path.Combine(root, "memory") : null;

        // Every group of version 2 counts processor time, whether or not it has the controller that limits it.
        var cpuRoot = cpu ?? (controllers is null ? null : unified);
        var memoryRoot = memory ?? (controllers?.Contains("memory") == true ? unified : null);
        return cpuRoot is null || memoryRoot is null ? null : new CgroupLayout(cpuRoot, cpu is null, memoryRoot, memory is null);
    }

    private static string[]? Controllers(string unified)
    {
        try
        {
            var path = Path.Combine(unified, "cgroup.controllers");
            return File.Exists(path) ? File.ReadAllText(path).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
