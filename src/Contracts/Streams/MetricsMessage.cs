namespace Orchestry.Contracts.Streams;

/// <summary>An application's figures over one collection interval; null where nothing was measured.</summary>
/// <param name="Timestamp">The end of the interval.</param>
/// <param name="CpuPercent">Processor use, percent of the replicas' limit, else of the host; mean over the replicas.</param>
/// <param name="MemoryPercent">Memory use, percent of the replicas' limit, else of the host; mean over the replicas.</param>
/// <param name="Rps">Requests per second, all replicas together.</param>
/// <param name="LatencyP95Ms">95th percentile of latency in milliseconds; null also without requests.</param>
/// <param name="ActiveConnections">Requests and upgraded connections under way.</param>
/// <param name="HealthyReplicas">Replicas ready for traffic.</param>
/// <param name="TotalReplicas">Replicas whose container runs.</param>
/// <param name="Cursor">Sent back as <c>after</c>, the stream goes on with what follows.</param>
public sealed record MetricsMessage(
    DateTimeOffset Timestamp, double? CpuPercent, double? MemoryPercent, double? Rps, double? LatencyP95Ms, int? ActiveConnections, int HealthyReplicas,
    int TotalReplicas, string Cursor);
