namespace Orchestry.Contracts.Metrics;

/// <summary>Answer of <c>GET /api/v1/apps/{app_name}/metrics</c>.</summary>
/// <param name="AppName">The application.</param>
/// <param name="Timestamp">When the current figures were measured; when they were asked for where nothing was measured.</param>
/// <param name="Current">The newest figures.</param>
/// <param name="History">Figures of the past, oldest first.</param>
public sealed record AppMetricsReply(string AppName, DateTimeOffset Timestamp, CurrentMetrics Current, IReadOnlyList<MetricsPoint> History);

/// <summary>The newest figures of an application; null where nothing was measured.</summary>
/// <param name="CpuPercent">Processor use, percent of the replicas' limit, else of the host; mean over the replicas.</param>
/// <param name="MemoryPercent">Memory use, percent of the replicas' limit, else of the host; mean over the replicas.</param>
/// <param name="Rps">Requests per second, all replicas together.</param>
/// <param name="LatencyP95Ms">95th percentile of latency in milliseconds; null also without requests.</param>
/// <param name="ActiveConnections">Requests and upgraded connections under way.</param>
/// <param name="HealthyReplicas">Replicas ready for traffic now.</param>
/// <param name="TotalReplicas">Replicas whose container runs now.</param>
public sealed record CurrentMetrics(
    double? CpuPercent, double? MemoryPercent, double? Rps, double? LatencyP95Ms, int? ActiveConnections, int HealthyReplicas, int TotalReplicas);

/// <summary>An application's figures over one stretch of time; null where nothing was measured.</summary>
/// <param name="Timestamp">When the stretch begins.</param>
/// <param name="CpuPercent">Processor use on average.</param>
/// <param name="MemoryPercent">Memory use on average.</param>
/// <param name="Rps">Requests per second on average.</param>
/// <param name="LatencyP95Ms">Mean of the samples' 95th percentiles of latency in milliseconds, weighted by requests.</param>
public sealed record MetricsPoint(DateTimeOffset Timestamp, double? CpuPercent, double? MemoryPercent, double? Rps, double? LatencyP95Ms);
