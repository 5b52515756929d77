using Orchestry.Core.Orchestration;
using Orchestry.Core.Streams;
using Orchestry.Http.Tests.Streams;

namespace Orchestry.Http.Tests.Ring.Deployments;

public sealed class DeploymentLogTests
{
    [Fact]
    public async Task Lines_come_oldest_first_with_their_time_and_their_replica()
    {
        await using var api = await StartAsync();
        api.Orchestrator.Logs = new LogPage(
            [
                new LogLine(SeedData.At("2024-01-15T10:30:01.5Z"), "nginx-demo-1", null, "server ready"),
                new LogLine(SeedData.At("2024-01-15T10:30:00Z"), "nginx-demo-1", "INFO", "starting server"),
            ],
            2);

        (await api.GetAsync("/deployments/nginx-demo/logs")).Is(
            """
            [
              { "message": "2024-01-15T10:30:00Z nginx-demo-1: starting server" },
              { "message": "2024-01-15T10:30:01.5Z nginx-demo-1: server ready" }
            ]
            """);
        Assert.Equal(new LogsRequest(null, 100, null), Assert.Single(api.Orchestrator.Asked));
    }

    [Fact]
    public async Task Which_lines_is_said_in_the_query()
    {
        await using var api = await StartAsync();
        await api.GetAsync("/deployments/nginx-demo/logs?tail=5&container=nginx-demo-1&since=2024-01-15T10:00:00Z");
        Assert.Equal(new LogsRequest("nginx-demo-1", 5, SeedData.At("2024-01-15T10:00:00Z")), Assert.Single(api.Orchestrator.Asked));
    }

    [Theory]
    [InlineData("?tail=0", "tail")]
    [InlineData("?since=yesterday", "since")]
    [InlineData("?folow=true", "folow")]
    [InlineData("?follow=true&tail=-1", "tail")]
    [InlineData("?follow=true&after=x", "after")]
    public async Task A_query_that_means_nothing_is_refused(string query, string field)
    {
        await using var api = await StartAsync();
        var answer = await api.GetAsync($"/deployments/nginx-demo/logs{query}");
        Assert.Equal((400, "VALIDATION_ERROR"), (answer.Status, answer.Code));
        Assert.StartsWith($"{field}: ", Assert.Single(answer.Violations), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Following_is_a_stream_of_events_each_with_one_line_and_the_id_to_go_on_from()
    {
        await using var api = await StartAsync();
        using var client = await EventClient.OpenAsync(api, "/deployments/nginx-demo/logs?follow=true&tail=3");
        Assert.Equal("text/event-stream", client.Response.Content.Headers.ContentType!.ToString());

        (await api.Streams.NextAsync()).Send(
            Some.Line("first", 1), new LogGapItem(null, null, Some.Time, null, 3, "Too slow", Some.Time, Some.Place(2)),
            new EndItem(1, "my-app-1", Some.Time, Some.Place(3)));

        Assert.Equal(
            $$"""id: {{Some.Place(1)}}""" + "\n" + """data: {"message":"2024-01-15T10:30:15.123Z my-app-1: first"}""" + "\n\n", await client.ReadAsync());
        Assert.Equal(
            $$"""id: {{Some.Place(2)}}""" + "\nevent: gap\n" + """data: {"message":"2024-01-15T10:30:15.123Z all: Too slow"}""" + "\n\n", await client.ReadAsync());
        Assert.Equal(
            $$"""id: {{Some.Place(3)}}""" + "\nevent: end\n" + """data: {"message":"2024-01-15T10:30:15.123Z my-app-1: the container has ended"}""" + "\n\n",
            await client.ReadAsync());
        Assert.Equal(("nginx-demo", new LogStreamRequest(null, 3, null, null)), Assert.Single(api.Streams.Asked) switch
        {
            (Core.Apps.AppName app, LogStreamRequest request) => (app.Value, request),
            _ => default,
        });
    }

    [Fact]
    public async Task It_is_one_for_whoever_accepts_anything_as_well_and_goes_on_where_the_last_id_was()
    {
        await using var api = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/deployments/nginx-demo/logs?follow=true");
        request.Headers.TryAddWithoutValidation("Last-Event-ID", Some.Place(5).ToString());

        using var response = await api.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.ToString());
        await api.Streams.NextAsync();
        var (_, asked) = ((Core.Apps.AppName, LogStreamRequest))Assert.Single(api.Streams.Asked);
        Assert.Equal(Some.Place(5).ToString(), asked.After!.ToString());
    }

    [Fact]
    public async Task A_line_that_the_other_API_streams_as_well_is_sent_to_each_in_its_own_form()
    {
        await using var api = await StartAsync();
        api.Model.Set(SeedData.MyApp);
        var item = Some.Line("x");
        using var ring = await EventClient.OpenAsync(api, "/deployments/my-app/logs?follow=true");
        (await api.Streams.NextAsync()).Send(item);
        using var other = await EventClient.OpenAsync(api, "/api/v1/apps/my-app/logs/stream");
        (await api.Streams.NextAsync()).Send(item);

        Assert.Contains("data: {\"message\":\"", await ring.ReadAsync(), StringComparison.Ordinal);
        Assert.Contains("data: {\"timestamp\":", await other.ReadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_that_is_refused_is_refused_in_Rings_shape()
    {
        await using var api = await StartAsync();
        api.Streams.Refusal = Refusal.NotFound("nginx-demo");
        (await api.GetAsync("/deployments/nginx-demo/logs?follow=true")).Is("""{ "error": "Deployment not found", "code": "DEPLOYMENT_NOT_FOUND" }""");
    }

    private static async Task<TestApi> StartAsync()
    {
        var api = await TestApi.StartAsync();
        api.LogIn();
        api.Model.Set(ADeployment.Of(api, ADeployment.NginxDemo));
        return api;
    }
}
