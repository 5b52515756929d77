using Orchestry.Core.Journal;
using Orchestry.Core.Scaling;
using Orchestry.Core.Scaling.Explained;

namespace Orchestry.Http.Tests.Orchestry.Scaling;

public sealed class DecisionTests
{
    private const string Path = "/api/v1/apps/my-app/scaling/decisions";

    [Fact]
    public async Task Decisions_are_shown_with_everything_they_rest_on()
    {
        await using var api = await TestApi.StartAsync();
        api.Model.Set(SeedData.MyApp);
        api.Events.Page = Written(Entry("2024-01-15T09:15:30Z", "2024-01-15T09:16:30Z", 3));
        (await api.GetAsync(Path)).Is(
            """
            {
              "app_name": "my-app",
              "decisions": [
                {
                  "action": "hold", "trigger": "cpu_high", "reason": "High CPU usage: 78.5%; held: 95 s of 180 s of cooldown are left",
                  "first_at": "2024-01-15T09:15:30Z", "last_at": "2024-01-15T09:16:30Z", "count": 3, "term": 5,
                  "from_replicas": 3, "to_replicas": 3, "recommended_replicas": 4,
                  "inputs": { "healthy_replicas": 2, "held_requests": 1, "window_seconds": 60, "samples": 6, "cooldown_left_seconds": 95 },
                  "factors": [ { "metric": "cpu", "observed": 78.5, "target": 70, "factor": 1.121, "missing": null } ],
                  "thresholds": { "min_replicas": 1, "max_replicas": 5, "scale_out_threshold_pct": 80, "scale_in_threshold_pct": 30 },
                  "vetoes": [ { "name": "cooldown", "sentence": "95 s of 180 s of cooldown are left" } ]
                }
              ],
              "has_more": false
            }
            """);
        Assert.Equal(("my-app", EventType.Decision, SeedData.MyApp.CreatedAt), (api.Events.Asked!.Application, api.Events.Asked.Type, api.Events.Asked.Since));
    }

    [Fact]
    public async Task A_time_and_a_limit_may_be_given()
    {
        await using var api = await TestApi.StartAsync();
        api.Model.Set(SeedData.MyApp);
        api.Events.Page = Written(Entry("2024-01-15T09:00:00Z", "2024-01-15T10:20:00Z", 9), Entry("2024-01-15T10:20:30Z", "2024-01-15T10:20:30Z", 1));
        var json = (await api.GetAsync($"{Path}?since=1h&limit=1")).Json;
        Assert.Equal([1], json.GetProperty("decisions").EnumerateArray().Select(d => d.GetProperty("count").GetInt32()));
        Assert.True(json.GetProperty("has_more").GetBoolean());
        Assert.Equal(SeedData.At("2024-01-15T09:30:00Z"), api.Events.Asked!.Since);
    }

    [Fact]
    public async Task Every_wrong_filter_is_named()
    {
        await using var api = await TestApi.StartAsync();
        api.Model.Set(SeedData.MyApp);
        var violations = (await api.GetAsync($"{Path}?since=yesterday&limit=0&type=hold")).Violations;
        Assert.StartsWith("since: must be a duration", violations[0], StringComparison.Ordinal);
        Assert.Equal("limit: must be a whole number from 1 to 1000", violations[1]);
        Assert.Equal("type: is an unknown query parameter; known here: since, limit, namespace", violations[2]);
        Assert.Null(api.Events.Asked);
    }

    [Fact]
    public async Task An_unknown_application_and_a_database_away_are_told()
    {
        await using var api = await TestApi.StartAsync();
        (await api.GetAsync(Path)).IsError(404, "APP_NOT_FOUND", "Application not found");
        api.Model.Set(SeedData.MyApp);
        api.Events.Failure = new StoreException("The database does not answer.");
        (await api.GetAsync(Path)).IsError(503, "DATABASE_ERROR", "Database connection error");
        (await api.GetAsync("/api/v1/apps/My_App/scaling/decisions")).IsError(400, "VALIDATION_ERROR", "Request validation failed");
    }

    private static EventPage Written(params DecisionEntry[] entries) => new(
        [
            new StoredEvent(9, new EventRecord
            {
                Type = EventType.Decision, Component = "autoscaler", Reason = "ScalingExplained", Application = "my-app", Message = "why", At = SeedData.Now,
                Details = DecisionJson.Write(new DecisionBatch(entries)),
            }),
        ],
        1);

    private static DecisionEntry Entry(string first, string last, int count) => new()
    {
        FirstAt = SeedData.At(first), LastAt = SeedData.At(last), Count = count, Term = 5, Action = "hold", FromReplicas = 3, ToReplicas = 3,
        RecommendedReplicas = 4, HealthyReplicas = 2, HeldRequests = 1, Trigger = "cpu_high",
        Reason = "High CPU usage: 78.5%; held: 95 s of 180 s of cooldown are left", Factors = [new MetricFactor("cpu", 78.5, 70, 1.121, null)],
        Vetoes = [new Veto("cooldown", "95 s of 180 s of cooldown are left")], CooldownLeftSeconds = 95, MinReplicas = 1, MaxReplicas = 5,
        ScaleOutThresholdPct = 80, ScaleInThresholdPct = 30, WindowSeconds = 60, Samples = 6,
    };
}
