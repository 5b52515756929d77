namespace Orchestry.Contracts.Metrics;

/// <summary>Answer of <c>GET /api/v1/metrics</c>; null where nothing was measured.</summary>
/// <param name="Timestamp">When it was answered.</param>
/// <param name="System">The host of the node that answers, and the cluster's containers.</param>
/// <param name="Applications">Every application that is not stopped, by name.</param>
/// <param name="Network">All applications together, at all nodes.</param>
public sealed record SystemMetricsReply(
    DateTimeOffset Timestamp, HostMetrics System, IReadOnlyList<ApplicationMetrics> Applications, NetworkMetrics Network);

/// <summary>The host of the node that answers; its figures are null where the engine is on another one.</summary>
/// <param name="CpuPercent">Processor use, percent of all processors.</param>
/// <param name="MemoryUsedGb">Memory in use, in units of 1024³ bytes.</param>
/// <param name="MemoryTotalGb">Memory there is.</param>
/// <param name="DiskUsedGb">In use of the file system that holds the engine's data.</param>
/// <param name="DiskTotalGb">Size of that file system.</param>
/// <param name="ContainersRunning">The cluster's containers that run.</param>
/// <param name="ContainersTotal">The cluster's containers.</param>
public sealed record HostMetrics(
    double? CpuPercent, double? MemoryUsedGb, double? MemoryTotalGb, double? DiskUsedGb, double? DiskTotalGb, int ContainersRunning,
    int ContainersTotal);

/// <summary>An application among the others.</summary>
/// <param name="Name">Its name.</param>
/// <param name="CpuPercent">Processor use, percent of the replicas' limit, else of the host; mean over the replicas.</param>
/// <param name="MemoryMb">Memory in use by all replicas, in units of 1024² bytes.</param>
/// <param name="Replicas">Replicas whose container runs.</param>
/// <param name="Rps">Requests per second.</param>
public sealed record ApplicationMetrics(string Name, double? CpuPercent, double? MemoryMb, int Replicas, double? Rps);

/// <summary>All applications together.</summary>
/// <param name="RequestsPerSecond">Over the last interval.</param>
/// <param name="TotalRequests">Since the ingress processes that serve now began.</param>
/// <param name="ErrorRatePercent">Of the requests of the last interval, those answered with 5xx or not at all; null without requests.</param>
/// <param name="AvgResponseTimeMs">Mean latency over the last interval; null without requests.</param>
public sealed record NetworkMetrics(double? RequestsPerSecond, long? TotalRequests, double? ErrorRatePercent, double? AvgResponseTimeMs);
