namespace Orchestry.Http.Orchestry.Metrics;

/// <summary>The reference's own examples of metrics; the tests hold the answers against them.</summary>
internal static class MetricsExamples
{
    public const string OfApp =
        """
        {
          "app_name": "my-app", "timestamp": "2024-01-15T10:30:00Z",
          "current": { "cpu_percent": 45.2, "memory_percent": 62.1, "rps": 127.5, "latency_p95_ms": 89, "active_connections": 234,
            "healthy_replicas": 3, "total_replicas": 3 },
          "history": [
            { "timestamp": "2024-01-15T10:25:00Z", "cpu_percent": 42.1, "memory_percent": 58.9, "rps": 115.2, "latency_p95_ms": 92 }
          ]
        }
        """;

    public const string OfSystem =
        """
        {
          "timestamp": "2024-01-15T10:30:00Z",
          "system": { "cpu_percent": 35.2, "memory_used_gb": 12.5, "memory_total_gb": 32, "disk_used_gb": 45.2, "disk_total_gb": 100,
            "containers_running": 15, "containers_total": 18 },
          "applications": [ { "name": "my-app", "cpu_percent": 15.2, "memory_mb": 256, "replicas": 3, "rps": 127.5 } ],
          "network": { "requests_per_second": 342.1, "total_requests": 1587432, "error_rate_percent": 0.12, "avg_response_time_ms": 95 }
        }
        """;

    public const string Prometheus =
        """
        # HELP orchestry_app_replicas Replicas of an application by state.
        # TYPE orchestry_app_replicas gauge
        orchestry_app_replicas{app="my-app",state="ready"} 3
        """;
}
