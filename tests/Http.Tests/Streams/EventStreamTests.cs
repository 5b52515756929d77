using Orchestry.Core.Streams;
using Orchestry.Testing;

namespace Orchestry.Http.Tests.Streams;

/// <summary>Streams as Server-Sent Events.</summary>
public sealed class EventStreamTests
{
    private const string Logs = "/api/v1/apps/my-app/logs/stream";
    private const string Events = "/api/v1/events/stream";

    [Fact]
    public async Task Each_message_has_its_cursor_as_id_and_its_kind_as_type_where_it_is_none_of_the_subject()
    {
        await using var api = await TestApi.StartAsync();
        using var client = await EventClient.OpenAsync(api, Logs);
        Assert.Equal("text/event-stream", client.Response.Content.Headers.ContentType!.ToString());
        Assert.True(client.Response.Headers.CacheControl!.NoStore);
        Assert.Equal("no", Assert.Single(client.Response.Headers.GetValues("X-Accel-Buffering")));

        var lines = await api.Streams.NextAsync();
        lines.Send(Some.Line("first\nsecond", 1));
        lines.Send(
            new LogGapItem(null, null, Some.Time, null, 3, "The subscriber was too slow", Some.Time, Some.Place(2)),
            new EndItem(1, "my-app-1", Some.Time, Some.Place(3)));
        Assert.Equal(
            $$"""id: {{Some.Place(1)}}""" + "\n" +
            $$"""data: {"timestamp":"2024-01-15T10:30:15.123Z","container":"my-app-1","level":null,"message":"first\nsecond","cursor":"{{Some.Place(1)}}"}""" + "\n\n",
            await client.ReadAsync());
        Assert.StartsWith($"id: {Some.Place(2)}\nevent: gap\ndata: {{\"type\":\"gap\",", await client.ReadAsync(), StringComparison.Ordinal);
        Assert.StartsWith($"id: {Some.Place(3)}\nevent: end\ndata: {{\"type\":\"end\",", await client.ReadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Both_forms_send_the_same_text_of_the_same_item()
    {
        await using var api = await TestApi.StartAsync();
        var item = Some.Line(new string('x', 70_000));
        await using var socket = await SocketClient.OpenAsync(api, Logs);
        (await api.Streams.NextAsync()).Send(item);
        var message = await socket.ReadAsync();
        using var client = await EventClient.OpenAsync(api, Logs);
        (await api.Streams.NextAsync()).Send(item);
        Assert.Equal($"id: {item.Cursor}\ndata: {message}\n\n", await client.ReadAsync());
    }

    [Fact]
    public async Task Who_hears_nothing_for_long_is_sent_a_comment()
    {
        await using var api = await TestApi.StartAsync();
        using var client = await EventClient.OpenAsync(api, Events);
        var events = await api.Streams.NextAsync();
        for (var i = 0; i < 2; i++)
        {
            await Eventually.TrueAsync(() => api.Time.ActiveTimers > 0);
            api.Time.Advance(TimeSpan.FromSeconds(20));
            Assert.Equal(": still here\n\n", await client.ReadAsync());
        }

        events.Send(Some.Event(42));
        Assert.StartsWith("id: 42.638409114151234567\ndata: {\"id\":42,", await client.ReadAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, 1000, "The application was removed")]
    [InlineData(StreamEnd.Failed, 1011, "It broke")]
    [InlineData(StreamEnd.TooSlow, 1013, "It broke")]
    public async Task The_last_event_says_why_the_server_ends_it_and_leaves_the_last_id_as_it_is(StreamEnd? end, int code, string reason)
    {
        await using var api = await TestApi.StartAsync();
        using var client = await EventClient.OpenAsync(api, Events);
        var events = await api.Streams.NextAsync();
        events.Send(Some.Event(42));
        events.Complete(end is { } why ? new StreamEndedException(why, "42", "It broke") : null);
        Assert.StartsWith("id: 42.638409114151234567\n", await client.ReadAsync(), StringComparison.Ordinal);
        Assert.Equal($"event: close\ndata: {{\"code\":{code},\"reason\":\"{reason}\"}}\n\n", await client.ReadAsync());
        await client.EndAsync();
        await events.Disposed;
    }

    [Fact]
    public async Task A_node_that_stops_says_so()
    {
        await using var api = await TestApi.StartAsync();
        using var client = await EventClient.OpenAsync(api, Events);
        var stopping = api.StopAsync();
        Assert.Equal("event: close\ndata: {\"code\":1001,\"reason\":\"This node stops; go on at another one\"}\n\n", await client.ReadAsync());
        await client.EndAsync();
        await stopping;
    }

    [Fact]
    public async Task A_client_that_goes_is_let_go()
    {
        await using var api = await TestApi.StartAsync();
        var client = await EventClient.OpenAsync(api, Events);
        var events = await api.Streams.NextAsync();
        client.Dispose();
        await events.Disposed;
        // Nobody was wronged: it is not told as a defect.
        Assert.DoesNotContain(api.Logs.Lines, line => line.Level >= Microsoft.Extensions.Logging.LogLevel.Warning);
    }
}
