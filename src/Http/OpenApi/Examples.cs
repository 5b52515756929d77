namespace Orchestry.Http.OpenApi;

/// <summary>The reference's own examples; the tests hold the answers against them.</summary>
internal static class Examples
{
    public const string Specification =
        """
        {
          "apiVersion": "v1", "kind": "App",
          "metadata": { "name": "my-app", "labels": { "app": "my-app", "version": "v1" } },
          "spec": { "type": "http", "image": "nginx:alpine", "ports": [ { "containerPort": 80, "protocol": "HTTP" } ] }
        }
        """;

    public const string SpecificationShown =
        """
        {
          "apiVersion": "v1", "kind": "App",
          "metadata": { "name": "my-app", "labels": { "app": "my-app", "version": "v1" } },
          "spec": { "type": "http", "image": "nginx:alpine", "ports": [ { "containerPort": 80, "protocol": "HTTP" } ] },
          "scaling": { "mode": "auto", "minReplicas": 1, "maxReplicas": 5 }
        }
        """;

    public const string Registered =
        """{ "message": "Application registered successfully", "app_name": "my-app", "status": "registered" }""";

    public const string Start = """{ "replicas": 3, "wait": true, "timeout": 300 }""";

    public const string Started =
        """{ "message": "Application started successfully", "app_name": "my-app", "replicas": 3, "status": "running" }""";

    public const string Stop = """{ "force": false, "timeout": 30 }""";

    public const string Stopped = """{ "message": "Application stopped successfully", "app_name": "my-app", "status": "stopped" }""";

    public const string Scale = """{ "replicas": 5, "wait": true, "timeout": 300 }""";

    public const string Scaled =
        """
        { "message": "Application scaled successfully", "app_name": "my-app", "previous_replicas": 3, "current_replicas": 5,
          "scaling_time": 45.2 }
        """;

    public const string Removed =
        """{ "message": "Application removed successfully", "app_name": "my-app", "containers_removed": 3, "volumes_removed": 1 }""";

    public const string App =
        """
        {
          "name": "my-app", "status": "running",
          "replicas": { "current": 3, "desired": 3, "healthy": 3 },
          "metrics": { "cpu_percent": 45.2, "memory_percent": 62.1, "rps": 127.5, "latency_p95_ms": 89, "active_connections": 234 },
          "created_at": "2024-01-15T08:00:00Z", "updated_at": "2024-01-15T10:30:00Z", "last_scaled_at": "2024-01-15T09:15:00Z",
          "containers": [
            { "id": "abc123", "name": "my-app-1", "ip": "172.20.0.5", "port": 80, "status": "running", "health": "healthy",
              "started_at": "2024-01-15T09:00:00Z" }
          ]
        }
        """;

    public const string Apps =
        """
        {
          "apps": [
            { "name": "my-app", "status": "running", "replicas": { "current": 3, "desired": 3 }, "image": "nginx:alpine",
              "created_at": "2024-01-15T08:00:00Z" },
            { "name": "api-service", "status": "running", "replicas": { "current": 5, "desired": 5 }, "image": "myapp/api:v2.1.0",
              "created_at": "2024-01-14T15:30:00Z" }
          ],
          "total": 2, "running": 2, "stopped": 0, "error": 0
        }
        """;

    public const string Events =
        """
        {
          "app_name": "my-app",
          "events": [
            { "id": 123, "type": "scaling", "message": "Scaled from 2 to 3 replicas due to high CPU usage",
              "timestamp": "2024-01-15T09:15:00Z",
              "details": { "previous_replicas": 2, "new_replicas": 3, "trigger": "cpu_high", "cpu_percent": 78.5 } },
            { "id": 122, "type": "health", "message": "Container my-app-2 marked as unhealthy", "timestamp": "2024-01-15T08:45:00Z",
              "details": { "container_id": "def456", "health_check_failures": 3 } }
          ],
          "total": 25, "has_more": true
        }
        """;

    public const string Logs =
        """
        {
          "app_name": "my-app",
          "logs": [
            { "timestamp": "2024-01-15T10:30:15Z", "container": "my-app-1", "level": "INFO", "message": "Request processed successfully" },
            { "timestamp": "2024-01-15T10:30:10Z", "container": "my-app-2", "level": "WARN", "message": "High memory usage detected" }
          ],
          "total_lines": 1543, "has_more": true
        }
        """;

    public const string Health =
        """
        {
          "app_name": "my-app", "overall_health": "degraded", "healthy_replicas": 1, "total_replicas": 2,
          "containers": [
            { "id": "abc123", "name": "my-app-1", "health": "healthy", "last_check": "2024-01-15T10:30:00Z", "consecutive_failures": 0,
              "response_time_ms": 45 },
            { "id": "def456", "name": "my-app-2", "health": "unhealthy", "last_check": "2024-01-15T10:29:30Z", "consecutive_failures": 2,
              "last_error": "Connection refused" }
          ],
          "health_check_config": { "path": "/health", "port": 80, "protocol": "HTTP", "period_seconds": 30, "timeout_seconds": 5,
            "failure_threshold": 3 }
        }
        """;

    public const string HealthChecked =
        """{ "message": "Health check triggered", "app_name": "my-app", "containers_checked": 3, "healthy": 2, "unhealthy": 1 }""";

    public const string System =
        """
        {
          "status": "healthy", "timestamp": "2024-01-15T10:30:00Z", "version": "1.0.0", "uptime_seconds": 86400,
          "components": {
            "database": { "status": "healthy", "response_time_ms": 12 },
            "docker": { "status": "healthy", "containers_running": 15 },
            "nginx": { "status": "healthy", "configs_active": 5 }
          },
          "applications": { "total": 8, "running": 6, "stopped": 1, "error": 1 }
        }
        """;

    public const string Config =
        """
        {
          "version": "1.0.0",
          "controller": { "host": "0.0.0.0", "port": 8000, "workers": 4 },
          "database": { "host": "orchestry-postgres-primary", "port": 5432, "name": "orchestry", "pool_size": 10 },
          "scaling": { "default_check_interval": 30, "default_cooldown": 180, "max_concurrent_scales": 3 },
          "health": { "default_check_interval": 10, "default_timeout": 5, "default_failure_threshold": 3 }
        }
        """;

    public const string ConfigChange =
        """
        { "scaling": { "default_check_interval": 45, "default_cooldown": 300 }, "health": { "default_check_interval": 15 } }
        """;

    public const string ConfigChanged =
        """
        {
          "message": "Configuration updated successfully", "restart_required": true,
          "config": {
            "version": "1.0.0",
            "controller": { "host": "0.0.0.0", "port": 8000, "workers": 4 },
            "database": { "host": "orchestry-postgres-primary", "port": 5432, "name": "orchestry", "pool_size": 10 },
            "scaling": { "default_check_interval": 45, "default_cooldown": 300, "max_concurrent_scales": 3 },
            "health": { "default_check_interval": 15, "default_timeout": 5, "default_failure_threshold": 3 }
          }
        }
        """;
}
