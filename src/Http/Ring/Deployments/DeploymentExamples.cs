namespace Orchestry.Http.Ring.Deployments;

/// <summary>The reference's examples.</summary>
internal static class DeploymentExamples
{
    public const string List =
        """
        [
          {
            "id": "nginx-demo", "name": "nginx-demo", "namespace": "default", "image": "nginx:latest", "runtime": "docker", "kind": "worker", "replicas": 1,
            "status": "running", "instances": ["container_id_123"], "created_at": "2024-01-15T10:30:00Z", "updated_at": "2024-01-15T10:30:00Z",
            "restart_count": 0
          }
        ]
        """;

    public const string Body =
        """
        {
          "name": "my-app", "runtime": "docker", "namespace": "production", "kind": "worker", "replicas": 3, "image": "nginx:1.21",
          "labels": { "app": "nginx", "version": "1.21" },
          "secrets": { "ENV": "production", "DEBUG": "false", "DATABASE_PASSWORD": { "secretRef": "database" } },
          "volumes": ["/host/data:/app/data"],
          "ports": [{ "published": 8080, "target": 80 }],
          "health_checks": [{ "type": "http", "url": "http://localhost:80/", "interval": "10s", "timeout": "5s", "threshold": 3, "readiness": true }]
        }
        """;

    public const string Created = """{ "id": "my-app", "name": "my-app", "namespace": "production", "status": "creating" }""";

    public const string Deleted = """{ "id": "my-app", "name": "my-app", "namespace": "production", "status": "deleted" }""";

    public const string Detail =
        """
        {
          "id": "nginx-demo", "name": "nginx-demo", "namespace": "default", "image": "nginx:latest", "runtime": "docker", "kind": "worker", "replicas": 1,
          "status": "running", "instances": ["container_id_123"], "volumes": "[{\"source\":\"/data\",\"destination\":\"/app/data\"}]",
          "secrets": { "ENV": "production" }, "labels": { "app": "nginx" },
          "created_at": "2024-01-15T10:30:00Z", "updated_at": "2024-01-15T10:30:00Z",
          "command": [], "ports": [], "health_checks": [], "resources": { "limits": {}, "requests": {} },
          "config": { "image_pull_policy": "IfNotPresent" }, "restart_count": 0, "status_reason": ""
        }
        """;

    public const string Logs =
        """
        [{ "message": "2024-01-15T10:30:00Z nginx-demo-1: starting server" }, { "message": "2024-01-15T10:30:01Z nginx-demo-1: server ready" }]
        """;

    public const string Events =
        """
        [
          {
            "id": "event_123", "timestamp": "2024-01-15T10:30:00Z", "level": "info", "component": "replica", "reason": "ContainerStarted",
            "message": "Container nginx-demo-1 started"
          }
        ]
        """;
}
