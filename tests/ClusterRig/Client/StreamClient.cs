using System.Buffers;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Orchestry.ClusterRig;

/// <summary>A subscriber of a stream, as a WebSocket or by Server-Sent Events, that keeps every message it is sent, in order.</summary>
internal sealed class StreamClient : IAsyncDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private readonly List<JsonElement> _messages = [];
    private readonly Lock _gate = new();
    private volatile TaskCompletionSource? _stall;
    private Task _reading = Task.CompletedTask;

    private StreamClient()
    {
    }

    /// <summary>What it was sent so far.</summary>
    public IReadOnlyList<JsonElement> Messages => MessagesFrom(0);

    /// <summary>Where to go on; null: it was sent nothing.</summary>
    public string? Cursor
    {
        get
        {
            lock (_gate)
            {
                return _messages.Count == 0 ? null : _messages[^1].Text("cursor");
            }
        }
    }

    /// <summary>Completes when the server has ended the stream, or the connection is lost.</summary>
    public Task Ended => _reading;

    /// <summary>Why the server ended it; null: it did not.</summary>
    public (int Code, string Reason)? Close { get; private set; }

    /// <summary>Subscribes by a WebSocket.</summary>
    /// <param name="node">The node.</param>
    /// <param name="path">Path and query.</param>
    /// <param name="after">The cursor to go on from; null: as the query says.</param>
    public static async Task<StreamClient> OpenAsync(Uri node, string path, string? after = null)
    {
        var client = new StreamClient();
        var socket = new ClientWebSocket();
        var uri = new UriBuilder(new Uri(node, path)) { Scheme = "ws" };
        if (after is not null)
        {
            uri.Query += $"{(uri.Query.Length > 0 ? "&" : "?")}after={after}";
        }

        await socket.ConnectAsync(uri.Uri, CancellationToken.None);
        client._reading = client.ReadAsync(socket);
        return client;
    }

    /// <summary>Subscribes by Server-Sent Events.</summary>
    /// <param name="node">The node.</param>
    /// <param name="path">Path and query.</param>
    /// <param name="after">The cursor to go on from; null: as the query says.</param>
    public static async Task<StreamClient> OpenEventsAsync(Uri node, string path, string? after = null)
    {
        var client = new StreamClient();
        var http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = node, Timeout = Timeout.InfiniteTimeSpan };
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (after is not null)
        {
            request.Headers.Add("Last-Event-ID", after);
        }

        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode}: {(response.IsSuccessStatusCode ? "" : await response.Content.ReadAsStringAsync())}");
        client._reading = client.ReadAsync(http, response);
        return client;
    }

    /// <summary>Stops reading, as a client that is busy with something else.</summary>
    public void Stall() => _stall ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Reads on.</summary>
    public void GoOn()
    {
        _stall?.TrySetResult();
        _stall = null;
    }

    /// <summary>Waits until something was sent. Every message is looked at once.</summary>
    public Task UntilAsync(string what, Func<JsonElement, bool> isIt)
    {
        var seen = 0;
        return Until.SeesAsync<object>(
            what,
            () =>
            {
                var news = MessagesFrom(seen);
                seen += news.Count;
                return Task.FromResult<object?>(news.Any(isIt) ? this : null);
            },
            () => Task.FromResult($"It was sent {Messages.Count} messages, the last {(Cursor is null ? "none" : Messages[^1])}; ended: {Close}"));
    }

    /// <summary>Leaves without a word. May be called again.</summary>
    public async ValueTask DisposeAsync()
    {
        GoOn();
        if (!_leaving.IsCancellationRequested)
        {
            await _leaving.CancelAsync();
            await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _leaving.Dispose();
        }
    }

    private async Task ReadAsync(ClientWebSocket socket)
    {
        using (socket)
        {
            var message = new ArrayBufferWriter<byte>();
            var buffer = new byte[64 * 1024];
            while (true)
            {
                await AwaitAttentionAsync();
                WebSocketReceiveResult received;
                try
                {
                    received = await socket.ReceiveAsync(buffer, _leaving.Token);
                }
                catch (Exception error) when (error is WebSocketException or OperationCanceledException)
                {
                    return;
                }

                if (received.MessageType == WebSocketMessageType.Close)
                {
                    Close = ((int)received.CloseStatus!.Value, received.CloseStatusDescription ?? "");
                    await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
                    return;
                }

                message.Write(buffer.AsSpan(0, received.Count));
                if (received.EndOfMessage)
                {
                    Keep(JsonElement.Parse(message.WrittenSpan));
                    message.ResetWrittenCount();
                }
            }
        }
    }

    private async Task ReadAsync(HttpClient http, HttpResponseMessage response)
    {
        using (http)
        using (response)
        {
            try
            {
                using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(_leaving.Token), Encoding.UTF8);
                string? type = null;
                while (await lines.ReadLineAsync(_leaving.Token) is { } line)
                {
                    await AwaitAttentionAsync();
                    type = line.StartsWith("event: ", StringComparison.Ordinal) ? line["event: ".Length..] : line.Length == 0 ? null : type;
                    if (line.StartsWith("data: ", StringComparison.Ordinal))
                    {
                        Take(type, JsonElement.Parse(line["data: ".Length..]));
                    }
                }
            }
            catch (Exception error) when (error is IOException or HttpRequestException or OperationCanceledException)
            {
                // The server has gone, or this client.
            }
        }
    }

    private void Take(string? type, JsonElement message)
    {
        if (type == "close")
        {
            Close = (message.Int("code"), message.Text("reason"));
        }
        else
        {
            Keep(message);
        }
    }

    private List<JsonElement> MessagesFrom(int index)
    {
        lock (_gate)
        {
            return _messages[index..];
        }
    }

    private void Keep(JsonElement message)
    {
        lock (_gate)
        {
            _messages.Add(message);
        }
    }

    private async Task AwaitAttentionAsync()
    {
        if (_stall is { } stall)
        {
            await stall.Task;
        }
    }
}
