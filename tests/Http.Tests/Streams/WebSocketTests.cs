using System.Net.WebSockets;
using System.Text.Json;
using Orchestry.Core.Streams;
using Orchestry.Testing;

namespace Orchestry.Http.Tests.Streams;

/// <summary>Streams as WebSockets.</summary>
public sealed class WebSocketTests
{
    private const string Logs = "/api/v1/apps/my-app/logs/stream";
    private const string Events = "/api/v1/events/stream";

    [Theory]
    [InlineData(Logs)]
    [InlineData("/api/v1/apps/my-app/logs?follow=true")]
    public async Task Every_item_is_one_message_in_order_however_they_are_batched(string path)
    {
        await using var api = await TestApi.StartAsync();
        await using var client = await SocketClient.OpenAsync(api, path);
        var lines = await api.Streams.NextAsync();
        // Together far more than one write takes.
        var sent = Enumerable.Range(0, 300).Select(i => (StreamItem)Some.Line(new string('x', i * 10), i)).ToArray();
        lines.Send(sent[..1]);
        lines.Send(sent[1..299]);
        lines.Send();
        lines.Send(sent[299]);
        foreach (var item in sent)
        {
            Assert.Equal(item.Cursor, JsonElement.Parse(await client.ReadAsync()).GetProperty("cursor").GetString());
        }
    }

    [Theory]
    [InlineData(200)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(1_100_000)]
    public async Task Messages_of_every_length_arrive_whole(int bytes)
    {
        await using var api = await TestApi.StartAsync();
        await using var client = await SocketClient.OpenAsync(api, Logs);
        (await api.Streams.NextAsync()).Send(Some.LineOf(bytes), Some.Line("next", 1));
        Assert.Equal(bytes, (await client.ReadAsync()).Length);
        Assert.Equal("next", JsonElement.Parse(await client.ReadAsync()).GetProperty("message").GetString());
    }

    [Theory]
    [InlineData(null, 1000, "The application was removed")]
    [InlineData(StreamEnd.Failed, 1011, "It broke")]
    [InlineData(StreamEnd.TooSlow, 1013, "Too slow; go on with after=42")]
    public async Task The_close_says_why_the_server_ends_it(StreamEnd? end, int code, string reason)
    {
        await using var api = await TestApi.StartAsync();
        await using var client = await SocketClient.OpenAsync(api, Events);
        var events = await api.Streams.NextAsync();
        events.Send(Some.Event(42));
        events.Complete(end is { } why ? new StreamEndedException(why, "42", "It broke") : null);
        await client.ReadAsync();
        Assert.Equal((code, reason), await client.ReadCloseAsync());
        await events.Disposed;
    }

    [Fact]
    public async Task A_reason_that_is_too_long_for_a_close_is_cut_between_two_characters()
    {
        await using var api = await TestApi.StartAsync();
        await using var client = await SocketClient.OpenAsync(api, Events);
        (await api.Streams.NextAsync()).Complete(new StreamEndedException(StreamEnd.Failed, null, string.Concat(Enumerable.Repeat("🐳", 100))));
        Assert.Equal((1011, string.Concat(Enumerable.Repeat("🐳", 30))), await client.ReadCloseAsync());
    }

    [Fact]
    public async Task A_node_that_stops_says_so()
    {
        await using var api = await TestApi.StartAsync();
        await using var client = await SocketClient.OpenAsync(api, Events);
        var stopping = api.StopAsync();
        Assert.Equal((1001, "This node stops; go on at another one"), await client.ReadCloseAsync());
        await stopping;
    }

    [Fact]
    public async Task What_a_client_says_is_not_looked_at()
    {
        await using var api = await TestApi.StartAsync();
        await using var client = await SocketClient.OpenAsync(api, Events);
        for (var i = 0; i < 10; i++)
        {
            await client.SendAsync(new string('x', 4096));
        }

        (await api.Streams.NextAsync()).Send(Some.Event(42));
        Assert.StartsWith("{\"id\":42,", await client.ReadAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4097)]
    [InlineData(2000, 2000, 97)]
    public async Task A_client_that_says_too_much_at_once_is_sent_away(params int[] parts)
    {
        await using var api = await TestApi.StartAsync();
        await using var client = await SocketClient.OpenAsync(api, Events);
        for (var i = 0; i < parts.Length; i++)
        {
            await client.SendAsync(new string('x', parts[i]), isLast: i == parts.Length - 1);
        }

        Assert.Equal((1009, "Messages may have 4096 bytes"), await client.ReadCloseAsync());
        await (await api.Streams.NextAsync()).Disposed;
    }

    [Fact]
    public async Task A_client_that_says_good_bye_is_answered()
    {
        await using var api = await TestApi.StartAsync();
        await using var client = await SocketClient.OpenAsync(api, Events);
        await client.Socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "enough", CancellationToken.None)
            .WaitAsync(TestKit.Guard, TimeProvider.System);
        Assert.Equal(WebSocketCloseStatus.NormalClosure, client.Socket.CloseStatus);
        await (await api.Streams.NextAsync()).Disposed;
    }

    [Fact]
    public async Task A_client_that_goes_without_a_word_is_let_go()
    {
        await using var api = await TestApi.StartAsync();
        await using var client = await SocketClient.OpenAsync(api, Events);
        client.Socket.Abort();
        await (await api.Streams.NextAsync()).Disposed;
        Assert.DoesNotContain(api.Logs.Lines, line => line.Level >= Microsoft.Extensions.Logging.LogLevel.Warning);
    }
}
