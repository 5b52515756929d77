using Orchestry.Core.Journal;

namespace Orchestry.Http.Tests.Ring.Deployments;

public sealed class DeploymentEventTests
{
    [Fact]
    public async Task Events_have_the_references_fields()
    {
        await using var api = await StartAsync();
        api.Events.Page = new EventPage(
            [
                new StoredEvent(123, new EventRecord
                {
                    Type = EventType.Scaling, Component = "scheduler", Reason = "ContainerStarted", Application = "nginx-demo",
                    Message = "Container nginx-demo-container started successfully", At = SeedData.Now, Details = """{"secret":1}""",
                }),
            ],
            1);

        (await api.GetAsync("/deployments/nginx-demo/events")).Is(
            """
            [
              {
                "id": "event_123", "timestamp": "2024-01-15T10:30:00Z", "level": "info", "component": "scheduler", "reason": "ContainerStarted",
                "message": "Container nginx-demo-container started successfully"
              }
            ]
            """);
        Assert.Equal(new EventQuery("nginx-demo", Since: SeedData.Now, Limit: 50), api.Events.Asked);
    }

    [Theory]
    [InlineData("?level=error", EventLevel.Error, 50)]
    [InlineData("?level=warning&limit=10", EventLevel.Warning, 10)]
    [InlineData("?level=info&limit=1000", EventLevel.Info, 1000)]
    public async Task They_are_filtered(string query, EventLevel level, int limit)
    {
        await using var api = await StartAsync();
        Assert.Equal(200, (await api.GetAsync($"/deployments/nginx-demo/events{query}")).Status);
        Assert.Equal(new EventQuery("nginx-demo", Since: SeedData.Now, Level: level, Limit: limit), api.Events.Asked);
    }

    [Theory]
    [InlineData("?level=fatal", "level: must be one of info, warning, error")]
    [InlineData("?limit=0", "limit: must be a whole number from 1 to 1000")]
    [InlineData("?limit=1001", "limit: must be a whole number from 1 to 1000")]
    public async Task A_filter_that_means_nothing_is_refused(string query, string violation)
    {
        await using var api = await StartAsync();
        Assert.Equal([violation], (await api.GetAsync($"/deployments/nginx-demo/events{query}")).Violations);
    }

    private static async Task<TestApi> StartAsync()
    {
        var api = await TestApi.StartAsync();
        api.LogIn();
        api.Model.Set(ADeployment.Of(api, ADeployment.NginxDemo));
        return api;
    }
}
