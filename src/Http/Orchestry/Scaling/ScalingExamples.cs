namespace Orchestry.Http.Orchestry.Scaling;

/// <summary>Examples of scaling policies and decisions.</summary>
internal static class ScalingExamples
{
    public const string Policy =
        """
        {
          "app_name": "my-app", "mode": "auto",
          "policy": {
            "min_replicas": 1, "max_replicas": 5, "target_rps_per_replica": 50, "max_p95_latency_ms": 250, "max_cpu_percent": 70, "max_memory_percent": 75,
            "scale_out_threshold_pct": 80, "scale_in_threshold_pct": 30, "window_seconds": 60, "cooldown_seconds": 180, "max_conn_per_replica": 80,
            "max_scale_out_step": 0, "max_scale_in_step": 1, "stabilization_window_seconds": 300, "scale_to_zero_after_seconds": 300, "schedules": []
          },
          "last_scaling_event": { "timestamp": "2024-01-15T09:15:00Z", "action": "scale_out", "from_replicas": 2, "to_replicas": 3,
            "reason": "High CPU usage: 78.5% of 70% (112.1% of the target, scaling out above 80%)" },
          "source": "specification"
        }
        """;

    public const string Change =
        """
        { "mode": "auto", "min_replicas": 2, "max_replicas": 10, "target_rps_per_replica": 100, "max_p95_latency_ms": 200,
          "scale_out_threshold_pct": 75, "scale_in_threshold_pct": 25 }
        """;

    public const string Changed =
        """
        {
          "message": "Scaling policy updated successfully", "app_name": "my-app",
          "previous_policy": {
            "min_replicas": 1, "max_replicas": 5, "target_rps_per_replica": 50, "max_p95_latency_ms": 250, "max_cpu_percent": 70, "max_memory_percent": 75,
            "scale_out_threshold_pct": 80, "scale_in_threshold_pct": 30, "window_seconds": 60, "cooldown_seconds": 180, "max_conn_per_replica": 80,
            "max_scale_out_step": 0, "max_scale_in_step": 1, "stabilization_window_seconds": 300, "scale_to_zero_after_seconds": 300, "schedules": []
          },
          "new_policy": {
            "min_replicas": 2, "max_replicas": 10, "target_rps_per_replica": 100, "max_p95_latency_ms": 200, "max_cpu_percent": 70, "max_memory_percent": 75,
            "scale_out_threshold_pct": 75, "scale_in_threshold_pct": 25, "window_seconds": 60, "cooldown_seconds": 180, "max_conn_per_replica": 80,
            "max_scale_out_step": 0, "max_scale_in_step": 1, "stabilization_window_seconds": 300, "scale_to_zero_after_seconds": 300, "schedules": []
          },
          "previous_mode": "auto", "new_mode": "auto"
        }
        """;

    public const string Decisions =
        """
        {
          "app_name": "my-app",
          "decisions": [
            {
              "action": "hold", "trigger": "cpu_high",
              "reason": "High CPU usage: 78.5% of 70% (112.1% of the target, scaling out above 80%); held: 95 s of 180 s of cooldown are left",
              "first_at": "2024-01-15T09:15:30Z", "last_at": "2024-01-15T09:16:30Z", "count": 3, "term": 5,
              "from_replicas": 3, "to_replicas": 3, "recommended_replicas": 4,
              "inputs": { "healthy_replicas": 3, "held_requests": 0, "window_seconds": 60, "samples": 6, "cooldown_left_seconds": 95 },
              "factors": [ { "metric": "cpu", "observed": 78.5, "target": 70, "factor": 1.121, "missing": null } ],
              "thresholds": { "min_replicas": 1, "max_replicas": 5, "scale_out_threshold_pct": 80, "scale_in_threshold_pct": 30 },
              "vetoes": [ { "name": "cooldown", "sentence": "95 s of 180 s of cooldown are left" } ]
            }
          ],
          "has_more": false
        }
        """;

    public const string Simulate = """{ "policy": { "max_replicas": 10, "target_rps_per_replica": 30 }, "period": "1d" }""";

    public const string Simulated =
        """
        {
          "app_name": "my-app", "source": "samples", "from": "2024-01-14T10:30:00Z", "to": "2024-01-15T10:29:50Z", "samples": 8640,
          "check_interval_seconds": 30, "collection_interval_seconds": 10, "initial_replicas": 2,
          "current": { "replica_minutes": 2880, "breaches": 120, "flaps": 0, "peak_replicas": 2, "final_replicas": 2, "decisions": 2880, "line": [] },
          "proposed": {
            "replica_minutes": 3110.5, "breaches": 12, "flaps": 0, "peak_replicas": 4, "final_replicas": 2, "decisions": 2880,
            "line": [
              { "timestamp": "2024-01-14T18:00:00Z", "from_replicas": 2, "to_replicas": 4, "trigger": "rps_high",
                "reason": "High request rate: 55.0 of 30 requests/s per replica (183.3% of the target, scaling out above 80%)" }
            ]
          },
          "difference": { "replica_minutes": 230.5, "breaches": -108, "flaps": 0 }
        }
        """;
}
