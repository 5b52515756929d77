using Orchestry.Core.Apps;
using Orchestry.Core.Health;
using Orchestry.Core.Ingress;
using Orchestry.Core.Replicas;

namespace Orchestry.Http.Tests.Orchestry.Health;

public sealed class HealthTests
{
    [Fact]
    public async Task An_applications_health_has_the_references_fields_and_leaves_out_what_has_no_value()
    {
        await using var api = await TestApi.StartAsync();
        var app = SeedData.MyApp with { DesiredReplicas = 2 };
        app = app with
        {
            Spec = app.Spec with { HealthCheck = new HealthCheckSpec { Path = "/health", Port = 80 } },
            Replicas =
            [
                SeedData.Replica("my-app", 1, ReplicaPhase.Ready) with { LastCheck = SeedData.Now, ResponseTimeMs = 45 },
                SeedData.Replica("my-app", 2, ReplicaPhase.Unready, "def456") with
                {
                    LastCheck = SeedData.At("2024-01-15T10:29:30Z"), ConsecutiveFailures = 2, LastError = "Connection refused",
                },
                SeedData.Replica("my-app", 3, ReplicaPhase.Draining),
            ],
        };
        api.Model.Set(app);
        (await api.GetAsync("/api/v1/apps/my-app/health")).Is(
            """
            {
              "app_name": "my-app",
              "overall_health": "degraded",
              "healthy_replicas": 1,
              "total_replicas": 2,
              "containers": [
                { "id": "abc123", "name": "my-app-1", "health": "healthy", "last_check": "2024-01-15T10:30:00Z", "consecutive_failures": 0, "response_time_ms": 45 },
                { "id": "def456", "name": "my-app-2", "health": "unhealthy", "last_check": "2024-01-15T10:29:30Z", "consecutive_failures": 2, "last_error": "Connection refused" }
              ],
              "health_check_config": { "path": "/health", "port": 80, "protocol": "HTTP", "period_seconds": 30, "timeout_seconds": 5, "failure_threshold": 3 }
            }
            """);
    }

    [Theory]
    [InlineData(AppStatus.Stopped, 0, 0, "stopped")]
    [InlineData(AppStatus.Running, 3, 3, "healthy")]
    [InlineData(AppStatus.Running, 0, 0, "healthy")]
    [InlineData(AppStatus.Running, 3, 1, "degraded")]
    [InlineData(AppStatus.Running, 3, 0, "unhealthy")]
    [InlineData(AppStatus.Error, 3, 1, "degraded")]
    [InlineData(AppStatus.Error, 3, 0, "unhealthy")]
    public async Task Overall_health_weighs_what_is_ready_against_what_is_wanted(AppStatus status, int desired, int ready, string expected)
    {
        await using var api = await TestApi.StartAsync();
        api.Model.Set(SeedData.App("my-app", "nginx:alpine", "2024-01-15T08:00:00Z", ready, status) with { DesiredReplicas = desired });
        Assert.Equal(expected, (await api.GetAsync("/api/v1/apps/my-app/health")).Json.GetProperty("overall_health").GetString());
    }

    [Fact]
    public async Task A_workload_without_a_health_check_shows_null_for_it()
    {
        await using var api = await TestApi.StartAsync();
        api.Model.Set(SeedData.MyApp with { Spec = SeedData.MyApp.Spec with { HealthCheck = null } });
        Assert.Equal(
            System.Text.Json.JsonValueKind.Null,
            (await api.GetAsync("/api/v1/apps/my-app/health")).Json.GetProperty("health_check_config").ValueKind);
    }

    [Fact]
    public async Task A_triggered_check_answers_as_the_reference_does()
    {
        await using var api = await TestApi.StartAsync();
        (await api.SendAsync("POST", "/api/v1/apps/my-app/health/check")).Is(
            """{ "message": "Health check triggered", "app_name": "my-app", "containers_checked": 3, "healthy": 2, "unhealthy": 1 }""");
    }

    [Fact]
    public async Task The_systems_health_has_the_references_fields()
    {
        await using var api = await TestApi.StartAsync();
        api.Model.Set(
            SeedData.App("a", "nginx:alpine", "2024-01-15T08:00:00Z", 0),
            SeedData.App("b", "nginx:alpine", "2024-01-15T08:00:00Z", 0, AppStatus.Stopped),
            SeedData.App("c", "nginx:alpine", "2024-01-15T08:00:00Z", 0, AppStatus.Error));
        (await api.GetAsync("/health")).Is(
            """
            {
              "status": "healthy", "timestamp": "2024-01-15T10:30:00Z", "version": "1.0.0", "uptime_seconds": 86400,
              "components": {
                "database": { "status": "healthy", "response_time_ms": 12 },
                "docker": { "status": "healthy", "containers_running": 15 },
                "nginx": { "status": "disabled", "configs_active": 0 }
              },
              "applications": { "total": 3, "running": 1, "stopped": 1, "error": 1 }
            }
            """);
    }

    [Theory]
    [InlineData(IngressMode.Embedded, null, "healthy", """{ "status": "embedded", "configs_active": 5 }""")]
    [InlineData(IngressMode.Nginx, null, "healthy", """{ "status": "healthy", "configs_active": 5 }""")]
    [InlineData(IngressMode.Nginx, "nginx -t failed", "degraded", """{ "status": "unhealthy", "configs_active": 5, "error": "nginx -t failed" }""")]
    [InlineData(IngressMode.None, null, "healthy", """{ "status": "disabled", "configs_active": 5 }""")]
    public async Task The_ingress_is_shown_as_what_it_is_and_what_is_wrong_with_it_is_said(
        IngressMode mode, string? fault, string status, string component)
    {
        await using var api = await TestApi.StartAsync();
        api.Probe.Found = api.Probe.Found with { Ingress = new IngressState(mode, 5, fault) };

        var health = (await api.GetAsync("/health")).Json;

        Assert.Equal(status, health.GetProperty("status").GetString());
        using var expected = System.Text.Json.JsonDocument.Parse(component);
        Assert.True(System.Text.Json.JsonElement.DeepEquals(expected.RootElement, health.GetProperty("components").GetProperty("nginx")));
    }

    [Theory]
    [InlineData(true, false, "degraded")]
    [InlineData(false, true, "unhealthy")]
    [InlineData(false, false, "unhealthy")]
    public async Task Without_the_engine_the_system_is_degraded_and_without_the_database_unhealthy(bool database, bool engine, string expected)
    {
        await using var api = await TestApi.StartAsync();
        api.Probe.Found = new SystemHealth(
            TimeSpan.Zero, new ComponentHealth(database, database ? null : "disk full"), database ? 1 : null,
            new ComponentHealth(engine, engine ? null : "no answer"), engine ? 1 : null);
        var answer = await api.GetAsync("/health");
        Assert.Equal(200, answer.Status);
        Assert.Equal(expected, answer.Json.GetProperty("status").GetString());
        Assert.Equal(!database, answer.Json.GetProperty("components").GetProperty("database").TryGetProperty("error", out _));
    }

    [Fact]
    public async Task However_many_ask_the_parts_are_asked_at_most_once_a_second()
    {
        await using var api = await TestApi.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => api.GetAsync("/health")));
        Assert.Equal(1, api.Probe.Asked);
        api.Time.Advance(TimeSpan.FromSeconds(1));
        await api.GetAsync("/health");
        Assert.Equal(2, api.Probe.Asked);
    }
}
