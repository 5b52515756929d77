using Orchestry.Core.Orchestration;

namespace Orchestry.Http.Tests.Orchestry.Logs;

public sealed class LogTests
{
    [Fact]
    public async Task Lines_are_shown_as_the_reference_shows_them()
    {
        await using var api = await TestApi.StartAsync();
        api.Orchestrator.Logs = new LogPage(
            [
                new LogLine(SeedData.At("2024-01-15T10:30:15Z"), "my-app-1", "INFO", "Request processed successfully"),
                new LogLine(SeedData.At("2024-01-15T10:30:10.1234567Z"), "my-app-2", null, "<b>\"wärme\" & 'more'</b>"),
            ],
            1543);
        (await api.GetAsync("/api/v1/apps/my-app/logs?container=my-app-1&tail=2&since=2024-01-15T10:00:00Z")).Is(
            """
            {
              "app_name": "my-app",
              "logs": [
                { "timestamp": "2024-01-15T10:30:15Z", "container": "my-app-1", "level": "INFO", "message": "Request processed successfully" },
                { "timestamp": "2024-01-15T10:30:10.123Z", "container": "my-app-2", "level": null, "message": "<b>\"wärme\" & 'more'</b>" }
              ],
              "total_lines": 1543,
              "has_more": true
            }
            """);
        Assert.Equal(new LogsRequest("my-app-1", 2, SeedData.At("2024-01-15T10:00:00Z")), api.Orchestrator.Asked.Single());
    }

    [Fact]
    public async Task A_hundred_lines_of_every_container_are_read_unless_told_otherwise()
    {
        await using var api = await TestApi.StartAsync();
        Assert.Equal(200, (await api.GetAsync("/api/v1/apps/my-app/logs?follow=false")).Status);
        Assert.Equal(new LogsRequest(null, 100, null), api.Orchestrator.Asked.Single());
    }

    [Fact]
    public async Task Following_is_a_stream_which_a_plain_request_is_told_to_ask_for()
    {
        await using var api = await TestApi.StartAsync();
        var answer = await api.GetAsync("/api/v1/apps/my-app/logs?follow=true");
        answer.IsError(426, "UPGRADE_REQUIRED", "This is a stream");
        Assert.Empty(api.Orchestrator.Asked);
        Assert.Empty(api.Streams.Asked);
    }
}
