using Orchestry.Core.Streams;

namespace Orchestry.Http.Tests.Streams;

public sealed class EventStreamTests
{
    private const string Events = "/api/v1/events/stream";

    [Fact]
    public async Task Each_message_is_an_event_with_its_cursor_as_id_and_others_than_the_subject_s_have_a_type()
    {
        await using var api = await TestApi.StartAsync();
        await using var stream = await EventsOf.OpenAsync(api, Events);

        api.Streams.Send(Items.Event(7, "Scaled"), new EventGapItem(7, 10, SeedData.Now));

        Assert.Equal("text/event-stream", stream.Response.Content.Headers.ContentType!.ToString());
        Assert.True(stream.Response.Headers.CacheControl!.NoStore);
        Assert.Equal(
            """
            id: 7
            data: {"id":7,"type":"scaling","app_name":"web","message":"Scaled","timestamp":"2024-01-15T10:30:00Z","details":{},"cursor":"7"}
            """, await stream.NextAsync());
        Assert.Equal(
            """
            id: 9
            event: gap
            data: {"type":"gap","timestamp":"2024-01-15T10:30:00Z","container":null,"from":"7","to":"10","missed":2,"reason":"These events are older than events are kept","cursor":"9"}
            """, await stream.NextAsync());
    }

    [Fact]
    public async Task A_line_with_line_ends_and_control_characters_is_one_data_field()
    {
        await using var api = await TestApi.StartAsync();
        await using var stream = await EventsOf.OpenAsync(api, "/api/v1/apps/my-app/logs/stream");

        api.Streams.Send(Items.Line("a\r\nb\0\u001b\ud800", "INFO"));

        var lines = (await stream.NextAsync())!.Split('\n');
        Assert.Equal(2, lines.Length);
        var message = System.Text.Json.JsonElement.Parse(lines[1]["data: ".Length..]);
        Assert.Equal("a\r\nb\0\u001b\uFFFD", message.GetProperty("message").GetString());
    }

    [Fact]
    public async Task Whoever_hears_nothing_is_sent_a_comment_from_time_to_time()
    {
        await using var api = await TestApi.StartAsync();
        await using var stream = await EventsOf.OpenAsync(api, Events);
        await StreamEndpointTests.WaitAsync(() => api.Time.NextDue is not null);

        api.Time.AdvanceTo(api.Time.NextDue!.Value);

        Assert.Equal(": still here", await stream.NextAsync());
    }

    [Theory]
    [InlineData(null, "{\"code\":1000,\"reason\":\"The application was removed\"}")]
    [InlineData(StreamEnd.Failed, "{\"code\":1011,\"reason\":\"The engine is gone\"}")]
    [InlineData(StreamEnd.TooSlow, "{\"code\":1013,\"reason\":\"The engine is gone\"}")]
    public async Task The_last_event_says_why_there_are_no_more(StreamEnd? end, string message)
    {
        await using var api = await TestApi.StartAsync();
        await using var stream = await EventsOf.OpenAsync(api, Events);
        await StreamEndpointTests.WaitAsync(() => api.Streams.Subscribers == 1);

        api.Streams.End(end is { } why ? new StreamEndedException(why, "7", "The engine is gone") : null);

        Assert.Equal($"event: close\ndata: {message}", await stream.NextAsync());
        Assert.Null(await stream.NextAsync());
    }

    [Fact]
    public async Task A_node_that_stops_says_so()
    {
        await using var api = await TestApi.StartAsync();
        await using var stream = await EventsOf.OpenAsync(api, Events);

        api.Stop();

        Assert.Equal("event: close\ndata: {\"code\":1001,\"reason\":\"This node stops; go on at another one\"}", await stream.NextAsync());
    }
}
