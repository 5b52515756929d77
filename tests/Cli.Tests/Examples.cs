namespace Orchestry.Cli.Tests;

/// <summary>Answers in the words of the API's reference.</summary>
internal static class Examples
{
    public const string Detail = """
        {"name":"my-app","status":"running","replicas":{"current":3,"desired":3,"healthy":3},
         "metrics":{"cpu_percent":45.2,"memory_percent":62.1,"rps":127.5,"latency_p95_ms":89,"active_connections":234},
         "created_at":"2024-01-15T08:00:00Z","updated_at":"2024-01-15T10:30:00Z","last_scaled_at":"2024-01-15T09:15:00Z",
         "containers":[{"id":"abc123","name":"my-app-1","ip":"172.20.0.5","port":80,"status":"running","health":"healthy","started_at":"2024-01-15T09:00:00Z"}]}
        """;

    public const string List = """
        {"apps":[{"name":"my-app","status":"running","replicas":{"current":3,"desired":3},"image":"nginx:alpine","created_at":"2024-01-15T08:00:00Z"},
                 {"name":"api-service","status":"stopped","replicas":{"current":0,"desired":5},"image":"myapp/api:v2.1.0","created_at":"2024-01-14T15:30:00Z"}],
         "total":2,"running":1,"stopped":1,"error":0}
        """;

    public const string Spec = """
        {"apiVersion":"v1","kind":"App","metadata":{"name":"my-app","labels":{"app":"my-app","version":"v1"}},
         "spec":{"type":"http","image":"nginx:alpine","ports":[{"containerPort":80,"protocol":"HTTP"}]},"scaling":{"mode":"auto","minReplicas":1,"maxReplicas":5}}
        """;

    public const string Metrics = """
        {"app_name":"my-app","timestamp":"2024-01-15T10:30:00Z",
         "current":{"cpu_percent":45.2,"memory_percent":62.1,"rps":127.5,"latency_p95_ms":89,"active_connections":234,"healthy_replicas":3,"total_replicas":3},
         "history":[{"timestamp":"2024-01-15T10:25:00Z","cpu_percent":42.1,"memory_percent":58.9,"rps":115.2,"latency_p95_ms":92}]}
        """;

    public const string Events = """
        {"app_name":"my-app","events":[
          {"id":123,"type":"scaling","message":"Scaled from 2 to 3 replicas due to high CPU usage","timestamp":"2024-01-15T09:15:00Z","details":{"trigger":"cpu_high"}},
          {"id":122,"type":"health","message":"Container my-app-2 marked as unhealthy","timestamp":"2024-01-15T08:45:00Z","details":{}}],
         "total":25,"has_more":true}
        """;

    public const string Logs = """
        {"app_name":"my-app","logs":[
          {"timestamp":"2024-01-15T10:30:15Z","container":"my-app-1","level":"INFO","message":"Request processed successfully"},
          {"timestamp":"2024-01-15T10:30:10Z","container":"my-app-2","level":"WARN","message":"High memory usage detected"}],
         "total_lines":1543,"has_more":true}
        """;

    public const string Policy = """
        {"min_replicas":1,"max_replicas":5,"target_rps_per_replica":50,"max_p95_latency_ms":250,"max_cpu_percent":70.0,"max_memory_percent":75.0,
         "scale_out_threshold_pct":80,"scale_in_threshold_pct":30,"window_seconds":60,"cooldown_seconds":180,"max_conn_per_replica":100,"max_scale_out_step":0,
         "max_scale_in_step":0,"stabilization_window_seconds":300,"scale_to_zero_after_seconds":900,"schedules":[]}
        """;

    public const string Scaling = $$"""
        {"app_name":"my-app","mode":"auto","policy":{{Policy}},
         "last_scaling_event":{"timestamp":"2024-01-15T09:15:00Z","action":"scale_out","from_replicas":2,"to_replicas":3,"reason":"High CPU usage: 78.5%"},"source":"specification"}
        """;

    public const string Decisions = """
        {"app_name":"my-app","decisions":[{"action":"hold","trigger":"rps","reason":"127 of 150 requests/s","first_at":"2024-01-15T09:15:00Z","last_at":"2024-01-15T10:30:00Z",
          "count":12,"term":5,"from_replicas":3,"to_replicas":3,"recommended_replicas":4,
          "inputs":{"healthy_replicas":3,"held_requests":0,"window_seconds":60,"samples":6,"cooldown_left_seconds":20},
          "factors":[{"metric":"rps","observed":42.5,"target":50,"factor":0.85,"missing":null},{"metric":"cpu","observed":null,"target":70,"factor":null,"missing":"no limit"}],
          "thresholds":{"min_replicas":1,"max_replicas":5,"scale_out_threshold_pct":80,"scale_in_threshold_pct":30},
          "vetoes":[{"name":"cooldown","sentence":"20 s of the cooldown are left"}]}],"has_more":false}
        """;

    public const string Health = """
        {"status":"healthy","timestamp":"2024-01-15T10:30:00Z","version":"1.0.0","uptime_seconds":86400,
         "components":{"database":{"status":"healthy","response_time_ms":12},"docker":{"status":"healthy","containers_running":15},"nginx":{"status":"healthy","configs_active":5}},
         "applications":{"total":8,"running":7,"stopped":1,"error":0}}
        """;

    public const string Config = """
        {"version":"1.0.0","controller":{"host":"0.0.0.0","port":8000,"workers":4},
         "database":{"host":"orchestry-postgres-primary","port":5432,"name":"orchestry","pool_size":10},
         "scaling":{"default_check_interval":30,"default_cooldown":180,"max_concurrent_scales":3},
         "health":{"default_check_interval":10,"default_timeout":5,"default_failure_threshold":3}}
        """;

    public const string SystemMetrics = """
        {"timestamp":"2024-01-15T10:30:00Z",
         "system":{"cpu_percent":35.2,"memory_used_gb":12.5,"memory_total_gb":32.0,"disk_used_gb":45.2,"disk_total_gb":100.0,"containers_running":15,"containers_total":18},
         "applications":[{"name":"my-app","cpu_percent":15.2,"memory_mb":256,"replicas":3,"rps":127.5}],
         "network":{"requests_per_second":342.1,"total_requests":1587432,"error_rate_percent":0.12,"avg_response_time_ms":95}}
        """;

    public const string ClusterStatus = """
        {"node_id":"controller-1","hostname":"controller-1.local","state":"leader","term":5,"is_leader":true,"leader_id":"controller-1","cluster_size":2,
         "nodes":[{"node_id":"controller-1","hostname":"controller-1.local","state":"leader","is_healthy":true,"last_heartbeat":1642248600.123},
                  {"node_id":"controller-2","hostname":"controller-2.local","state":"follower","is_healthy":false,"last_heartbeat":1642248595.456}],
         "lease":{"leader_id":"controller-1","term":5,"acquired_at":1642248500.0,"expires_at":1642248630.0,"renewed_at":1642248600.0,"hostname":"controller-1.local",
                  "api_url":"http://controller-1.local:8001"}}
        """;

    public const string ClusterLeader = """
        {"leader_id":"controller-1","hostname":"controller-1.local","api_url":"http://controller-1.local:8001","term":5,"lease_expires_at":1642248630.0}
        """;

    public const string ClusterHealth = """
        {"status":"healthy","clustering":"enabled","node_id":"controller-1","state":"leader","is_leader":true,"leader_id":"controller-1","cluster_size":3,
         "cluster_ready":true,"timestamp":1642248600.123,"version":"1.0.0"}
        """;

    public const string Simulation = """
        {"app_name":"my-app","source":"samples","from":"2024-01-15T09:30:00Z","to":"2024-01-15T10:30:00Z","samples":360,"check_interval_seconds":30,
         "collection_interval_seconds":10,"initial_replicas":3,
         "current":{"replica_minutes":180,"breaches":4,"flaps":0,"peak_replicas":3,"final_replicas":3,"decisions":120,"line":[]},
         "proposed":{"replica_minutes":240,"breaches":0,"flaps":0,"peak_replicas":5,"final_replicas":4,"decisions":120,
           "line":[{"timestamp":"2024-01-15T09:40:00Z","from_replicas":3,"to_replicas":5,"trigger":"rps","reason":"160 of 120 requests/s"}]},
         "difference":{"replica_minutes":60,"breaches":-4,"flaps":0}}
        """;

    public const string Deployment = """
        {"id":"nginx-demo","name":"nginx-demo","namespace":"default","image":"nginx:latest","runtime":"docker","kind":"worker","replicas":1,"status":"running",
         "instances":["container_id_123"],"created_at":"2024-01-15T10:30:00Z","updated_at":"2024-01-15T10:30:00Z"}
        """;
}
