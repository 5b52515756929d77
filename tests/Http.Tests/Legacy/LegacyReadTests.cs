using Orchestry.Core.Apps;
using Orchestry.Core.Journal;
using Orchestry.Core.Namespaces;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Replicas;

namespace Orchestry.Http.Tests.Legacy;

/// <summary>The dialect of Orchestry 1.0, field by field as its command line reads it.</summary>
public sealed class LegacyReadTests
{
    [Fact]
    public async Task The_status_counts_containers_and_names_each()
    {
        await using var api = await TestApi.StartAsync();
        api.Model.Set(SeedData.MyApp.With(
            SeedData.Replica("my-app", 1, ReplicaPhase.Ready, "0123456789abcdef0123"), SeedData.Replica("my-app", 2, ReplicaPhase.Starting),
            SeedData.Replica("my-app", 3, ReplicaPhase.Exited)));

        (await api.GetAsync("/apps/my-app/status")).Is(
            """
            {
              "app": "my-app",
              "status": "running",
              "replicas": 2,
              "ready_replicas": 1,
              "instances": [
                { "container_id": "0123456789ab", "ip": "172.20.0.5", "port": 80, "state": "ready", "failures": 0 },
                { "container_id": "abc123", "ip": "172.20.0.5", "port": 80, "state": "starting", "failures": 0 }
              ],
              "mode": "auto"
            }
            """);
    }

    [Theory]
    [InlineData(ReplicaPhase.Starting, "degraded", "starting")]
    [InlineData(ReplicaPhase.Unready, "degraded", "unhealthy")]
    [InlineData(ReplicaPhase.Draining, "stopped", "stopping")]
    public async Task Without_a_ready_replica_it_is_degraded_or_stopped(ReplicaPhase phase, string status, string state)
    {
        await using var api = await TestApi.StartAsync();
        api.Model.Set(SeedData.MyApp.With(SeedData.Replica("my-app", 1, phase)));

        var seen = (await api.GetAsync("/apps/my-app/status")).Json;

        Assert.Equal(
            (status, state), (seen.GetProperty("status").GetString(), seen.GetProperty("instances")[0].GetProperty("state").GetString()));
    }

    [Fact]
    public async Task The_list_shows_the_default_namespace_and_times_in_seconds()
    {
        await using var api = await TestApi.StartAsync();
        api.Model.Set(
            SeedData.MyApp,
            SeedData.ApiService with { Spec = SeedData.ApiService.Spec with { Namespace = NamespaceName.Parse("production") } });

        (await api.GetAsync("/apps")).Is(
            """
            {
              "apps": [
                { "name": "my-app", "status": "running", "replicas": 3, "ready_replicas": 3, "mode": "auto", "image": "nginx:alpine",
                  "created_at": 1705305600, "updated_at": 1705314600 }
              ]
            }
            """);
    }

    [Fact]
    public async Task The_specification_is_shown_as_it_was_sent_and_as_it_is_understood()
    {
        await using var api = await TestApi.StartAsync();
        api.Model.Set(SeedData.MyApp);

        var raw = (await api.GetAsync("/apps/my-app/raw")).Json;

        Assert.Equal("my-app", raw.GetProperty("name").GetString());
        Assert.Equal(SeedData.MyApp.Document, raw.GetProperty("raw").GetRawText());
        Assert.Equal(SpecDocument.ForDisplay(SeedData.MyApp.Document, SeedData.MyApp.Spec), raw.GetProperty("parsed").GetRawText());
    }

    [Fact]
    public async Task Log_lines_come_oldest_first_with_times_in_seconds()
    {
        await using var api = await TestApi.StartAsync();
        api.Model.Set(SeedData.MyApp);
        api.Orchestrator.Logs = new LogPage(
            [
                new LogLine(DateTimeOffset.FromUnixTimeMilliseconds(2500), "my-app-1", null, "second"),
                new LogLine(DateTimeOffset.FromUnixTimeMilliseconds(1000), "my-app-2", "INFO", "first"),
            ],
            9);

        (await api.GetAsync("/apps/my-app/logs?lines=2")).Is(
            """
            {
              "app": "my-app",
              "logs": [
                { "timestamp": 1, "container": "my-app-2", "message": "first" }, { "timestamp": 2.5, "container": "my-app-1", "message": "second" }
              ]
            }
            """);
        Assert.Equal(new LogsRequest(null, 2, null), api.Orchestrator.Asked.OfType<LogsRequest>().Single());
    }

    [Fact]
    public async Task Events_are_filtered_by_application_and_bounded()
    {
        await using var api = await TestApi.StartAsync();
        var scaled = new EventRecord
        {
            Type = EventType.Scaling, Component = "api", Reason = "AppScaled", Application = "my-app", Message = "Scaled from 1 to 3 replicas",
            Details = """{"new_replicas":3}""", At = DateTimeOffset.FromUnixTimeSeconds(7),
        };
        api.Events.Page = new EventPage([new StoredEvent(12, scaled)], 1);

        (await api.GetAsync("/events?app=my-app&limit=5")).Is(
            """
            {
              "events": [
                { "id": 12, "app": "my-app", "kind": "AppScaled", "message": "Scaled from 1 to 3 replicas", "payload": { "new_replicas": 3 }, "timestamp": 7 }
              ]
            }
            """);
        Assert.Equal(new EventQuery(Application: "my-app", Limit: 5), api.Events.Asked);
    }

    [Fact]
    public async Task Figures_that_were_not_measured_are_null()
    {
        await using var api = await TestApi.StartAsync();
        api.Model.Set(SeedData.MyApp);

        (await api.GetAsync("/apps/my-app/metrics")).Is(
            """
            {
              "app": "my-app",
              "metrics": { "rps": null, "p95_latency_ms": null, "active_connections": null, "cpu_percent": null, "memory_percent": null,
                "healthy_replicas": 3, "total_replicas": 3 },
              "scaling_history": []
            }
            """);
        Assert.Equal(EventType.Scaling, api.Events.Asked!.Type);
    }

    [Theory]
    [InlineData("/apps/nobody/status", 404, "Application 'nobody' does not exist")]
    [InlineData("/apps/nobody/raw", 404, "Application 'nobody' does not exist")]
    [InlineData("/apps/nobody/metrics", 404, "Application 'nobody' does not exist")]
    [InlineData("/apps/No/status", 400, "app_name: must be 1 to 253 lowercase letters, digits and hyphens, with a letter or digit at both ends")]
    [InlineData("/apps/my-app/logs?lines=none", 400, "lines: must be a whole number from 1 to 10000")]
    [InlineData("/events?limit=0", 400, "limit: must be a whole number from 1 to 1000")]
    [InlineData("/apps/my-app/nothing", 404, "No such path; the paths are listed at /openapi/v1.json")]
    public async Task A_failure_is_one_sentence(string path, int status, string detail)
    {
        await using var api = await TestApi.StartAsync();

        var answer = await api.GetAsync(path);

        Assert.Equal((status, "detail"), (answer.Status, Assert.Single(answer.Json.EnumerateObject()).Name));
        Assert.Equal(detail, answer.Json.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Nothing_of_it_is_served_where_it_is_switched_off()
    {
        await using var api = await TestApi.StartAsync(new HttpOptions { ServesLegacy = false });

        Assert.Equal(404, (await api.GetAsync("/apps")).Status);
        Assert.Equal(404, (await api.SendAsync("POST", "/apps/my-app/up")).Status);
    }
}
