using System.Globalization;
using System.Text.Json;
using Orchestry.Core.Journal;
using Orchestry.Core.Metrics;
using Orchestry.Testing.Orchestration;

namespace Orchestry.Http.Tests.Orchestry.Scaling;

public sealed class SimulateTests
{
    private const string Path = "/api/v1/apps/my-app/scaling/simulate";

    [Fact]
    public async Task A_stricter_target_costs_replicas_and_saves_breaches_beside_the_policy_in_force()
    {
        await using var api = await StartAsync();
        await RecordAsync(api, TimeSpan.FromHours(1), rps: 60);
        var answer = await api.SendAsync("POST", Path, """{ "policy": { "target_rps_per_replica": 20 }, "period": "1h" }""");
        Assert.Equal(200, answer.Status);
        var json = answer.Json;
        Assert.Equal(("my-app", "samples", 360), (Text(json, "app_name"), Text(json, "source"), json.GetProperty("samples").GetInt32()));
        Assert.Equal((30, 10, 2), (Number(json, "check_interval_seconds"), Number(json, "collection_interval_seconds"), Number(json, "initial_replicas")));
        var (current, proposed) = (json.GetProperty("current"), json.GetProperty("proposed"));
        Assert.Equal((2, 0), (Number(current, "final_replicas"), Number(current, "breaches")));
        var change = proposed.GetProperty("line")[0];
        Assert.Equal((2, 3, "rps_high"), (Number(change, "from_replicas"), Number(change, "to_replicas"), Text(change, "trigger")));
        Assert.Equal(
            Number(proposed, "replica_minutes") - Number(current, "replica_minutes"), Number(json.GetProperty("difference"), "replica_minutes"), 2);
        Assert.Empty(api.Orchestrator.Asked);
    }

    [Fact]
    public async Task Where_samples_were_pruned_five_minutes_rolled_up_are_replayed_and_named()
    {
        await using var api = await StartAsync();
        await RecordAsync(api, TimeSpan.FromHours(10), rps: 60);
        await api.History.PruneAsync(SeedData.Now.AddHours(-2), SeedData.Now.AddDays(-9), CancellationToken.None);
        var json = (await api.SendAsync("POST", Path, """{ "period": "10h" }""")).Json;
        Assert.Equal(("rollups", 120, 300), (Text(json, "source"), json.GetProperty("samples").GetInt32(), (int)Number(json, "collection_interval_seconds")));
        Assert.Equal("samples", Text((await api.SendAsync("POST", Path, """{ "from": "1h" }""")).Json, "source"));
    }

    [Fact]
    public async Task Samples_of_an_earlier_application_that_was_called_so_are_not_replayed()
    {
        await using var api = await StartAsync();
        await RecordAsync(api, TimeSpan.FromHours(10), rps: 60);
        api.Model.Set(SeedData.MyApp with { CreatedAt = SeedData.Now.AddHours(-1) });
        Assert.Equal(360, (await api.SendAsync("POST", Path, """{ "period": "10h" }""")).Json.GetProperty("samples").GetInt32());
        var violations = (await api.SendAsync("POST", Path, $$"""{ "from": "{{SeedData.Now.AddHours(-9):O}}", "to": "{{SeedData.Now.AddHours(-2):O}}" }""")).Violations;
        Assert.Equal(["period: has no samples to replay"], violations);
    }

    [Fact]
    public async Task A_series_of_the_request_is_replayed_instead()
    {
        await using var api = await StartAsync();
        var series = string.Join(",", Enumerable.Range(0, 40).Select(i => string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"timestamp":"{{SeedData.Now.AddSeconds(i * 15):yyyy-MM-ddTHH:mm:ssZ}}","cpu_percent":90,"memory_percent":20,"rps":5,"latency_p95_ms":20,"active_connections":3,"healthy_replicas":1}""")));
        var json = (await api.SendAsync("POST", Path, $$"""{ "series": [{{series}}], "replicas": 1, "check_interval_seconds": 60, "ready_after_seconds": 0 }""")).Json;
        Assert.Equal(("series", 15, 60), (Text(json, "source"), Number(json, "collection_interval_seconds"), Number(json, "check_interval_seconds")));
        Assert.Equal("cpu_high", Text(json.GetProperty("proposed").GetProperty("line")[0], "trigger"));
        Assert.Equal(0, Number(json.GetProperty("difference"), "replica_minutes"));
    }

    [Fact]
    public async Task A_follower_answers_itself_and_waits_for_the_revision_asked_for()
    {
        await using var api = await StartAsync();
        api.StayHere();
        api.Cluster.Follow(FakeCluster.Node(1), SeedData.Now);
        await RecordAsync(api, TimeSpan.FromHours(1), rps: 60);
        var answer = await api.SendAsync("POST", Path, "{}");
        Assert.Equal((200, "42"), (answer.Status, answer.Header("X-Orchestry-Revision")));
        using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Headers = { { "X-Orchestry-Revision", "x" } } };
        Assert.Equal(["X-Orchestry-Revision: must be one whole number from 0 to 9223372036854775807"], (await api.SendAsync(request)).Violations);
        Assert.Equal(307, (await api.SendAsync("PUT", "/api/v1/apps/my-app/scaling", """{ "max_replicas": 9 }""")).Status);
    }

    [Theory]
    [InlineData("""{ "policy": { "min_replicas": 9 } }""", "policy.min_replicas: must be at most max_replicas (5, as it was), not 9")]
    [InlineData("""{ "policy": { "cpu": 9 } }""", "policy.cpu: is unknown")]
    [InlineData("""{ "period": "1h", "from": "1h" }""", "from: must not stand beside period")]
    [InlineData("""{ "period": "soon" }""", "period: must be a duration")]
    [InlineData("""{ "from": "2024-01-15T09:00:00Z", "to": "2024-01-15T08:00:00Z" }""", "from: must lie before the end of the period")]
    [InlineData("""{ "from": "5d", "to": "4d" }""", "period: has no samples to replay")]
    [InlineData("""{ "check_interval_seconds": 0 }""", "check_interval_seconds: must be a whole number from 1 to 86400")]
    [InlineData("""{ "series": [] }""", "series: has no samples to replay")]
    [InlineData("""{ "series": [ { "rps": -1 } ] }""", "series[0].timestamp: is required")]
    [InlineData("""{ "series": [ { "timestamp": "2024-01-15T09:00:00Z" }, { "timestamp": "2024-01-15T09:00:00Z" } ] }""", "series[1]: must be later than the one before")]
    [InlineData("""{ "series": [ { "timestamp": "2024-01-15T09:00:00Z" } ], "period": "1h" }""", "period: must not stand beside series")]
    [InlineData("""{ "replicas": 101, "speed": 2 }""", "replicas: must be a whole number from 0 to 100")]
    public async Task What_can_not_be_simulated_is_refused(string body, string violation)
    {
        await using var api = await StartAsync();
        await RecordAsync(api, TimeSpan.FromHours(1), rps: 60);
        var answer = await api.SendAsync("POST", Path, body);
        answer.IsError(400, "VALIDATION_ERROR", "Request validation failed");
        Assert.StartsWith(violation, answer.Violations[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_series_of_more_than_ten_thousand_points_is_refused()
    {
        await using var api = await StartAsync();
        var series = string.Join(",", Enumerable.Repeat("{}", 10_001));
        Assert.Equal(
            ["series: must be a list of at most 10000 objects"], (await api.SendAsync("POST", Path, $$"""{ "series": [{{series}}] }""")).Violations);
    }

    [Fact]
    public async Task An_unknown_application_and_a_database_away_are_told()
    {
        await using var api = await StartAsync();
        (await api.SendAsync("POST", "/api/v1/apps/other/scaling/simulate")).IsError(404, "APP_NOT_FOUND", "Application not found");
        (await api.SendAsync("POST", "/api/v1/apps/My_App/scaling/simulate")).IsError(400, "VALIDATION_ERROR", "Request validation failed");
        api.History.Failure = new StoreException("The database does not answer.");
        (await api.SendAsync("POST", Path)).IsError(503, "DATABASE_ERROR", "Database connection error");
    }

    private static async Task<TestApi> StartAsync()
    {
        var api = await TestApi.StartAsync();
        api.Model.Set(SeedData.MyApp with { CreatedAt = SeedData.Now.AddDays(-30) });
        return api;
    }

    private static Task RecordAsync(TestApi api, TimeSpan period, double rps) => api.History.AppendAsync(
        [
            .. Enumerable.Range(0, (int)(period.TotalSeconds / 10)).Select(i => new MetricSample
            {
                App = "my-app", At = SeedData.Now - period + TimeSpan.FromSeconds(10 * i), CpuPercent = 30, MemoryPercent = 30, Rps = rps, LatencyP95Ms = 50,
                Connections = 10, HealthyReplicas = 2, TotalReplicas = 2,
            }),
        ],
        1, CancellationToken.None);

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    private static double Number(JsonElement json, string name) => json.GetProperty(name).GetDouble();
}
