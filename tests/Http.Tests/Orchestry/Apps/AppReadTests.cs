using Orchestry.Core.Apps;
using Orchestry.Core.Replicas;

namespace Orchestry.Http.Tests.Orchestry.Apps;

public sealed class AppReadTests
{
    [Fact]
    public async Task An_application_is_shown_as_the_reference_shows_it_with_nulls_for_what_was_not_measured()
    {
        await using var api = await TestApi.StartAsync();
        api.Model.Set(SeedData.MyApp);
        var answer = await api.GetAsync("/api/v1/apps/my-app");
        Assert.Equal(200, answer.Status);
        Assert.Equal("application/json", answer.ContentType);
        Assert.Equal("42", answer.Header("X-Orchestry-Revision"));
        Assert.Equal("nosniff", answer.Header("X-Content-Type-Options"));
        Assert.Null(answer.Header("Server"));
        answer.Is(
            """
            {
              "name": "my-app",
              "status": "running",
              "replicas": { "current": 3, "desired": 3, "healthy": 3 },
              "metrics": { "cpu_percent": null, "memory_percent": null, "rps": null, "latency_p95_ms": null, "active_connections": null },
              "created_at": "2024-01-15T08:00:00Z",
              "updated_at": "2024-01-15T10:30:00Z",
              "last_scaled_at": "2024-01-15T09:15:00Z",
              "containers": [
                { "id": "abc123", "name": "my-app-1", "ip": "172.20.0.5", "port": 80, "status": "running", "health": "healthy", "started_at": "2024-01-15T09:00:00Z" },
                { "id": "abc123", "name": "my-app-2", "ip": "172.20.0.5", "port": 80, "status": "running", "health": "healthy", "started_at": "2024-01-15T09:00:00Z" },
                { "id": "abc123", "name": "my-app-3", "ip": "172.20.0.5", "port": 80, "status": "running", "health": "healthy", "started_at": "2024-01-15T09:00:00Z" }
              ]
            }
            """);
    }

    [Fact]
    public async Task Only_replicas_with_a_container_are_listed_each_in_the_engines_word()
    {
        await using var api = await TestApi.StartAsync();
        api.Model.Set(SeedData.MyApp.With(
            SeedData.Replica("my-app", 1, ReplicaPhase.Starting, "0123456789abcdef0123"),
            SeedData.Replica("my-app", 2, ReplicaPhase.Waiting, null),
            SeedData.Replica("my-app", 3, ReplicaPhase.Pulling, null),
            SeedData.Replica("my-app", 4, ReplicaPhase.Creating),
            SeedData.Replica("my-app", 5, ReplicaPhase.Unready),
            SeedData.Replica("my-app", 6, ReplicaPhase.Draining),
            SeedData.Replica("my-app", 7, ReplicaPhase.Exited),
            SeedData.Replica("my-app", 8, ReplicaPhase.Gone)));
        var containers = (await api.GetAsync("/api/v1/apps/my-app")).Json.GetProperty("containers").EnumerateArray().ToArray();
        Assert.Equal(
            [
                "my-app-1 running starting", "my-app-4 creating starting", "my-app-5 running unhealthy", "my-app-6 stopping unhealthy",
                "my-app-7 exited unhealthy",
            ],
            containers.Select(c => $"{c.GetProperty("name")} {c.GetProperty("status")} {c.GetProperty("health")}"));
        Assert.Equal("0123456789ab", containers[0].GetProperty("id").GetString());
    }

    [Fact]
    public async Task An_application_that_needs_a_person_says_why()
    {
        await using var api = await TestApi.StartAsync();
        api.Model.Set(SeedData.MyApp with { Status = AppStatus.Error, StatusReason = "Image not found", LastScaledAt = null });
        var shown = (await api.GetAsync("/api/v1/apps/my-app")).Json;
        Assert.Equal("error", shown.GetProperty("status").GetString());
        Assert.Equal("Image not found", shown.GetProperty("status_reason").GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, shown.GetProperty("last_scaled_at").ValueKind);
    }

    [Fact]
    public async Task What_has_stopped_by_itself_says_why_and_what_a_person_stopped_does_not()
    {
        await using var api = await TestApi.StartAsync();
        var stopped = SeedData.MyApp with { Status = AppStatus.Stopped, StatusReason = "the reason" };

        Assert.Equal("the reason", await ReasonAsync(stopped with { JobOutcome = new JobOutcome(true, 0, "the reason") }));
        Assert.Equal("the reason", await ReasonAsync(stopped with { StopCause = new ReplicaFailure(FailureKind.Unhealthy, "the reason") }));
        Assert.Null(await ReasonAsync(stopped));

        async Task<string?> ReasonAsync(AppSnapshot app)
        {
            api.Model.Set(app);
            return (await api.GetAsync("/api/v1/apps/my-app")).Json.TryGetProperty("status_reason", out var reason) ? reason.GetString() : null;
        }
    }

    [Fact]
    public async Task The_list_is_sorted_by_name_and_has_the_references_fields()
    {
        await using var api = await TestApi.StartAsync();
        api.Model.Set(SeedData.MyApp, SeedData.ApiService);
        (await api.GetAsync("/api/v1/apps")).Is(
            """
            {
              "apps": [
                { "name": "api-service", "status": "running", "replicas": { "current": 5, "desired": 5 }, "image": "myapp/api:v2.1.0", "created_at": "2024-01-14T15:30:00Z" },
                { "name": "my-app", "status": "running", "replicas": { "current": 3, "desired": 3 }, "image": "nginx:alpine", "created_at": "2024-01-15T08:00:00Z" }
              ],
              "total": 2, "running": 2, "stopped": 0, "error": 0
            }
            """);
    }

    [Theory]
    [InlineData("?status=stopped", """{ "apps": [ { "name": "b", "status": "stopped", "replicas": { "current": 0, "desired": 0 }, "image": "nginx:alpine", "created_at": "2024-01-15T08:00:00Z" } ], "total": 3, "running": 1, "stopped": 1, "error": 1 }""")]
    [InlineData("?format=summary", """{ "apps": [ { "name": "a", "status": "running" }, { "name": "b", "status": "stopped" }, { "name": "c", "status": "error" } ], "total": 3, "running": 1, "stopped": 1, "error": 1 }""")]
    [InlineData("?format=summary&status=error", """{ "apps": [ { "name": "c", "status": "error" } ], "total": 3, "running": 1, "stopped": 1, "error": 1 }""")]
    public async Task Filters_choose_what_is_listed_and_never_change_the_counts(string query, string expected)
    {
        await using var api = await TestApi.StartAsync();
        api.Model.Set(
            SeedData.App("a", "nginx:alpine", "2024-01-15T08:00:00Z", 0),
            SeedData.App("b", "nginx:alpine", "2024-01-15T08:00:00Z", 0, AppStatus.Stopped),
            SeedData.App("c", "nginx:alpine", "2024-01-15T08:00:00Z", 0, AppStatus.Error));
        (await api.GetAsync($"/api/v1/apps{query}")).Is(expected);
    }

    [Fact]
    public async Task A_change_of_the_read_model_shows_at_once()
    {
        await using var api = await TestApi.StartAsync();
        Assert.Equal(0, (await api.GetAsync("/api/v1/apps")).Json.GetProperty("total").GetInt32());
        api.Model.Set(SeedData.MyApp);
        Assert.Equal(1, (await api.GetAsync("/api/v1/apps")).Json.GetProperty("total").GetInt32());
        Assert.Equal("running", (await api.GetAsync("/api/v1/apps/my-app")).Json.GetProperty("status").GetString());
        api.Model.Set(SeedData.MyApp with { Status = AppStatus.Stopped });
        api.Model.Revision = 43;
        var changed = await api.GetAsync("/api/v1/apps/my-app");
        Assert.Equal("stopped", changed.Json.GetProperty("status").GetString());
        Assert.Equal("43", changed.Header("X-Orchestry-Revision"));
    }

    [Fact]
    public async Task A_specification_is_shown_as_registered_with_its_scaling_bounds()
    {
        await using var api = await TestApi.StartAsync();
        api.Model.Set(SeedData.MyApp);
        (await api.GetAsync("/api/v1/apps/my-app/spec")).Is(
            """
            {
              "apiVersion": "v1", "kind": "App",
              "metadata": { "name": "my-app", "labels": { "app": "my-app", "version": "v1" } },
              "spec": { "type": "http", "image": "nginx:alpine", "ports": [ { "containerPort": 80, "protocol": "HTTP" } ] },
              "scaling": { "mode": "auto", "minReplicas": 1, "maxReplicas": 5 }
            }
            """);
    }

    [Theory]
    [InlineData("/api/v1/apps/ghost")]
    [InlineData("/api/v1/apps/ghost/spec")]
    [InlineData("/api/v1/apps/ghost/health")]
    [InlineData("/api/v1/apps/ghost/events")]
    public async Task An_application_nobody_registered_is_not_found(string path)
    {
        await using var api = await TestApi.StartAsync();
        var answer = await api.GetAsync(path);
        answer.Is(
            """
            { "error": "Application not found", "details": "Application 'ghost' does not exist", "code": "APP_NOT_FOUND", "timestamp": "2024-01-15T10:30:00Z" }
            """);
        Assert.Equal(404, answer.Status);
    }

    [Fact]
    public async Task Every_wrong_query_parameter_is_named()
    {
        await using var api = await TestApi.StartAsync();
        var answer = await api.GetAsync("/api/v1/apps?status=runing&format=xml&staus=running");
        answer.IsError(400, "VALIDATION_ERROR", "Request validation failed");
        Assert.Equal(
            [
                "status: must be one of stopped, running, error", "format: must be one of json, summary",
                "staus: is an unknown query parameter; known here: status, format, namespace",
            ],
            answer.Violations);
        Assert.Equal(
            ["verbose: is an unknown query parameter; known here: namespace"], (await api.GetAsync("/api/v1/apps/my-app?verbose=1")).Violations);
        Assert.Equal(["status: must be given once"], (await api.GetAsync("/api/v1/apps?status=running&status=error")).Violations);
    }
}
