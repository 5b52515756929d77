namespace Orchestry.Core.Metrics.Exposition;

public static partial class MetricCatalog
{
    private static IEnumerable<MetricDefinition> OfTheNode()
    {
        yield return Gauge("orchestry_build_info", "1; the labels tell this node and its version.", node =>
            [Point(1, new MetricLabel("node", node.Cluster.Self.Id), new MetricLabel("version", node.Version))]);
        yield return Gauge("orchestry_leader", "Whether this node leads.", node => [Point(node.Cluster.IsLeader ? 1 : 0)]);
        yield return Gauge("orchestry_term", "The highest term of office this node has seen.", node => [Point(node.Cluster.Term)]);
        yield return Gauge("orchestry_revision", "The revision of the journal this node has seen.", node => [Point(node.Revision)]);
        yield return Gauge("orchestry_nodes", "Controllers of the cluster by state, as this node sees them.", node =>
        [
            Point(node.Cluster.Nodes.Count(n => n.IsHealthy), new MetricLabel("state", "healthy")),
            Point(node.Cluster.Nodes.Count(n => !n.IsHealthy), new MetricLabel("state", "silent")),
        ]);
        yield return Gauge("orchestry_database_up", "Whether the database answered this node last time.", node =>
            [Point(node.Cluster.DatabaseFault is null ? 1 : 0)]);
        yield return OfTheHost("orchestry_host_cpu_ratio", "Processor use of this node's host, part of all its processors.", h => h.CpuPercent / 100);
        yield return OfTheHost("orchestry_host_memory_used_bytes", "Memory in use on this node's host.", h => h.Usage.MemoryUsedBytes);
        yield return OfTheHost("orchestry_host_memory_size_bytes", "Memory of this node's host.", h => h.Usage.MemoryTotalBytes);
        yield return OfTheHost("orchestry_host_disk_used_bytes", "In use of the file system that holds the engine's data.", h => h.Usage.DiskUsedBytes);
        yield return OfTheHost("orchestry_host_disk_size_bytes", "Size of the file system that holds the engine's data.", h => h.Usage.DiskTotalBytes);
    }

    private static IEnumerable<MetricDefinition> OfTheProcess()
    {
        yield return new MetricDefinition(
            "process_cpu_seconds_total", MetricKind.Counter, "Processor time of this process.", node => [Point(node.Process.CpuTime.TotalSeconds)]);
        yield return Gauge("process_resident_memory_bytes", "Resident memory of this process.", node => [Point(node.Process.ResidentBytes)]);
        yield return Gauge("process_start_time_seconds", "When this process started, since 1970.", node =>
            [Point(node.Process.StartedAt.ToUnixTimeMilliseconds() / 1000.0)]);
    }

    private static MetricDefinition OfTheHost(string name, string help, Func<HostLoad, double?> value) =>
        Gauge(name, help, node => node.Host is { } host && value(host) is { } figure ? [Point(figure)] : []);
}
