using System.Buffers;
using System.Net.WebSockets;
using System.Text;
using Orchestry.Testing;

namespace Orchestry.Http.Tests.Streams;

/// <summary>A WebSocket that reads when it is told to.</summary>
internal sealed class SocketClient : IAsyncDisposable
{
    private readonly CancellationTokenSource _patience = new(TestKit.Guard, TimeProvider.System);

    public ClientWebSocket Socket { get; } = new();

    public static async Task<SocketClient> OpenAsync(TestApi api, string path, string? origin = null)
    {
        var client = new SocketClient();
        client.Socket.Options.CollectHttpResponseDetails = true;
        if (origin is not null)
        {
            client.Socket.Options.SetRequestHeader("Origin", origin);
        }

        await client.Socket.ConnectAsync(new Uri($"ws://127.0.0.1:{api.Port}{path}"), client._patience.Token);
        return client;
    }

    /// <summary>The next message.</summary>
    public async Task<string> ReadAsync()
    {
        var message = new ArrayBufferWriter<byte>();
        while (true)
        {
            var received = await Socket.ReceiveAsync(message.GetMemory(64 * 1024), _patience.Token);
            Assert.True(received.MessageType == WebSocketMessageType.Text, $"It was closed: {Socket.CloseStatus} {Socket.CloseStatusDescription}");
            message.Advance(received.Count);
            if (received.EndOfMessage)
            {
                return Encoding.UTF8.GetString(message.WrittenSpan);
            }
        }
    }

    /// <summary>Why the server closes, read as the next thing that it sends; answered as the protocol wants it.</summary>
    public async Task<(int Code, string Reason)> ReadCloseAsync()
    {
        var received = await Socket.ReceiveAsync(new byte[1024].AsMemory(), _patience.Token);
        Assert.Equal(WebSocketMessageType.Close, received.MessageType);
        return await AnswerCloseAsync();
    }

    /// <summary>The same, whatever else it sends before.</summary>
    public async Task<(int Code, string Reason)> ReadToCloseAsync()
    {
        var buffer = new byte[64 * 1024];
        while ((await Socket.ReceiveAsync(buffer.AsMemory(), _patience.Token)).MessageType != WebSocketMessageType.Close)
        {
        }

        return await AnswerCloseAsync();
    }

    private async Task<(int Code, string Reason)> AnswerCloseAsync()
    {
        await Socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, _patience.Token);
        return ((int)Socket.CloseStatus!.Value, Socket.CloseStatusDescription ?? "");
    }

    public Task SendAsync(string text, bool isLast = true) =>
        Socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, isLast, _patience.Token);

    public ValueTask DisposeAsync()
    {
        Socket.Abort();
        Socket.Dispose();
        _patience.Dispose();
        return ValueTask.CompletedTask;
    }
}
