using Orchestry.Core.Journal;

namespace Orchestry.Http.Tests.Orchestry.Events;

public sealed class EventTests
{
    [Fact]
    public async Task Events_are_shown_as_the_reference_shows_them()
    {
        await using var api = await TestApi.StartAsync();
        api.Model.Set(SeedData.MyApp);
        api.Events.Page = new EventPage(
            [
                Event(123, EventType.Scaling, "Scaled from 2 to 3 replicas due to high CPU usage", "2024-01-15T09:15:00Z",
                    """{ "previous_replicas": 2, "new_replicas": 3, "trigger": "cpu_high", "cpu_percent": 78.5 }"""),
                Event(122, EventType.Health, "Container my-app-2 marked as unhealthy", "2024-01-15T08:45:00Z", null),
            ],
            25);
        var answer = await api.GetAsync("/api/v1/apps/my-app/events?type=scaling&since=1h&limit=2");
        answer.Is(
            """
            {
              "app_name": "my-app",
              "events": [
                { "id": 123, "type": "scaling", "message": "Scaled from 2 to 3 replicas due to high CPU usage", "timestamp": "2024-01-15T09:15:00Z",
                  "details": { "previous_replicas": 2, "new_replicas": 3, "trigger": "cpu_high", "cpu_percent": 78.5 } },
                { "id": 122, "type": "health", "message": "Container my-app-2 marked as unhealthy", "timestamp": "2024-01-15T08:45:00Z", "details": {} }
              ],
              "total": 25,
              "has_more": true
            }
            """);
        Assert.Equal(new EventQuery("my-app", EventType.Scaling, null, SeedData.At("2024-01-15T09:30:00Z"), null, 2), api.Events.Asked);
    }

    [Fact]
    public async Task A_hundred_events_of_every_kind_are_asked_for_unless_told_otherwise()
    {
        await using var api = await TestApi.StartAsync();
        api.Model.Set(SeedData.MyApp);
        Assert.False((await api.GetAsync("/api/v1/apps/my-app/events")).Json.GetProperty("has_more").GetBoolean());
        Assert.Equal(new EventQuery("my-app", Since: SeedData.MyApp.CreatedAt, Limit: 100), api.Events.Asked);
    }

    [Fact]
    public async Task Events_of_an_earlier_application_that_was_called_so_are_not_shown()
    {
        await using var api = await TestApi.StartAsync();
        api.Model.Set(SeedData.MyApp);
        Assert.Equal(200, (await api.GetAsync("/api/v1/apps/my-app/events?since=2020-01-01T00:00:00Z")).Status);
        Assert.Equal(SeedData.MyApp.CreatedAt, api.Events.Asked!.Since);
    }

    [Fact]
    public async Task Every_wrong_filter_is_named()
    {
        await using var api = await TestApi.StartAsync();
        api.Model.Set(SeedData.MyApp);
        var violations = (await api.GetAsync("/api/v1/apps/my-app/events?type=scale&since=yesterday&limit=1001&offset=3")).Violations;
        Assert.Equal("type: must be one of scaling, health, config, error, decision", violations[0]);
        Assert.StartsWith("since: must be a duration such as 15s", violations[1], StringComparison.Ordinal);
        Assert.Equal("limit: must be a whole number from 1 to 1000", violations[2]);
        Assert.Equal("offset: is an unknown query parameter; known here: type, since, limit, namespace", violations[3]);
        Assert.Null(api.Events.Asked);
    }

    private static StoredEvent Event(long revision, EventType type, string message, string at, string? details) => new(
        revision,
        new EventRecord
        {
            Type = type, Component = "supervisor", Reason = "Scaled", Application = "my-app", Message = message, At = SeedData.At(at), Details = details,
        });
}
