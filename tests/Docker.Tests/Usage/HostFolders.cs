namespace Orchestry.Docker.Tests.Usage;

/// <summary>Folders that look like those of a kernel, as recorded from hosts with either version of control groups and with both.</summary>
internal sealed class HostFolders : IDisposable
{
    // Of a busybox on kernel 6.18, shortened; the order is the kernel's, and the groups' own counters come before those with their children.
    private const string MemoryStatV1 = """
        cache 24576
        rss 53248
        inactive_anon 49152
        active_anon 4096
        inactive_file 1
        active_file 24576
        hierarchical_memory_limit 9223372036854771712
        total_cache 24576
        total_rss 53248
        total_inactive_anon 49152
        total_inactive_file {0}
        total_active_file 24576

        """;

    private const string MemoryStatV2 = """
        anon 53248
        file 24576
        kernel 385024
        inactive_anon 49152
        active_anon 4096
        inactive_file {0}
        active_file 24576
        workingset_refault_file 6

        """;

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("orchestry-host-");

    public string Cgroup => Path.Combine(_root.FullName, "cgroup");

    public string Proc => Path.Combine(_root.FullName, "proc");

    public UsageOptions Options => new() { CgroupRoot = Cgroup, ProcRoot = Proc };

    public void Dispose() => _root.Delete(recursive: true);

    /// <summary>Version 2 alone.</summary>
    public void MountV2(string controllers = "cpuset cpu io memory pids") => Write(Cgroup, "cgroup.controllers", $"{controllers}\n");

    /// <summary>Version 1, with the name its processor hierarchy is mounted under.</summary>
    public void MountV1(string cpu = "cpuacct", bool memory = true)
    {
        Directory.CreateDirectory(Path.Combine(Cgroup, cpu));
        if (memory)
        {
            Directory.CreateDirectory(Path.Combine(Cgroup, "memory"));
        }
    }

    /// <summary>Version 2 beside version 1, with the controllers that are not version 1's.</summary>
    public void MountUnified(string controllers = "") => Write(Path.Combine(Cgroup, "unified"), "cgroup.controllers", $"{controllers}\n");

    public void CpuV2(string hierarchy, string group, long microseconds) => Write(
        Group(hierarchy, group), "cpu.stat", $"usage_usec {microseconds}\nuser_usec {microseconds / 2}\nsystem_usec {microseconds / 2}\nnice_usec 0\n");

    public void CpuV1(string hierarchy, string group, long nanoseconds) => Write(Group(hierarchy, group), "cpuacct.usage", $"{nanoseconds}\n");

    public void MemoryV2(string hierarchy, string group, long bytes, long inactiveFile)
    {
        Write(Group(hierarchy, group), "memory.current", $"{bytes}\n");
        Write(Group(hierarchy, group), "memory.stat", MemoryStatV2.Replace("{0}", $"{inactiveFile}", StringComparison.Ordinal));
    }

    public void MemoryV1(string group, long bytes, long inactiveFile)
    {
        Write(Group("memory", group), "memory.usage_in_bytes", $"{bytes}\n");
        Write(Group("memory", group), "memory.stat", MemoryStatV1.Replace("{0}", $"{inactiveFile}", StringComparison.Ordinal));
    }

    /// <summary>A container's group on a host with version 2 alone.</summary>
    public void ContainerV2(string group, long microseconds = 45_983, long bytes = 462_848, long inactiveFile = 20_480)
    {
        CpuV2("", group, microseconds);
        MemoryV2("", group, bytes, inactiveFile);
    }

    public void CpuV2Text(string group, string text) => Write(Group("", group), "cpu.stat", text);

    public void RemoveV2(string group) => Directory.Delete(Group("", group), recursive: true);

    /// <summary>The kernel's word on which groups a process is in.</summary>
    public void Process(int id, string text) => Write(Path.Combine(Proc, $"{id}"), "cgroup", text);

    public void ProcFile(string name, string text) => Write(Path.GetDirectoryName(Path.Combine(Proc, name))!, Path.GetFileName(name), text);

    private string Group(string hierarchy, string group) => Path.Combine(Cgroup, hierarchy, group);

    private static void Write(string folder, string name, string text)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, name), text);
    }
}
