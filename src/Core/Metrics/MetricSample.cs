namespace Orchestry.Core.Metrics;

/// <summary>
/// The figures of one application over one collection interval, all nodes and replicas together. What was not measured is null, never 0.
/// </summary>
public sealed record MetricSample
{
    /// <summary>The application.</summary>
    public required string App { get; init; }

    /// <summary>The end of the interval.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Processor use, percent of the replicas' limits, else of the host; the mean over the replicas that run.</summary>
    public double? CpuPercent { get; init; }

    /// <summary>Memory in use, percent of the replicas' limits, else of the host; the mean over the replicas that run.</summary>
    public double? MemoryPercent { get; init; }

    /// <summary>Memory in use, bytes, all replicas together.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Requests per second, all replicas together.</summary>
    public double? Rps { get; init; }

    /// <summary>50th percentile of latency, in milliseconds; null also without requests.</summary>
    public double? LatencyP50Ms { get; init; }

    /// <summary>95th percentile of latency, in milliseconds; null also without requests.</summary>
    public double? LatencyP95Ms { get; init; }

    /// <summary>99th percentile of latency, in milliseconds; null also without requests.</summary>
    public double? LatencyP99Ms { get; init; }

    /// <summary>Answers of class 5xx, and requests that got none, per second.</summary>
    public double? ErrorsPerSecond { get; init; }

    /// <summary>Connections in use at the end of the interval, all replicas together.</summary>
    public int? Connections { get; init; }

    /// <summary>Requests held for a replica that has yet to start, at the end of the interval.</summary>
    public int Held { get; init; }

    /// <summary>Replicas ready for traffic at the end of the interval.</summary>
    public int HealthyReplicas { get; init; }

    /// <summary>Replicas whose container runs at the end of the interval.</summary>
    public int TotalReplicas { get; init; }
}
