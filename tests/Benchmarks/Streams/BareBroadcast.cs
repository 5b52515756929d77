using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Orchestry.Benchmarks.Streams;

/// <summary>
/// The least that Kestrel needs to send the same bytes to every subscriber: for each processor a loop over its share of the WebSockets. No cursor
/// that anything could go on from, nobody who is slow, nothing that is ever lost.
/// </summary>
internal sealed class BareBroadcast : IBroadcast
{
    private readonly WebApplication _app;
    private readonly Share[] _shares = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Share())];
    private int _subscribers;

    private BareBroadcast(WebApplication app)
    {
        _app = app;
        app.UseWebSockets();
        app.MapGet("/stream", http => ServeAsync(http));
        foreach (var share in _shares)
        {
            _ = Task.Run(share.SendAsync);
        }
    }

    public Uri Address => new($"{_app.Urls.First()}/stream");

    public static async Task<BareBroadcast> StartAsync(CancellationToken cancellationToken)
    {
        var bare = new BareBroadcast(IBroadcast.Builder().Build());
        await bare._app.StartAsync(cancellationToken);
        return bare;
    }

    public void Write(string line)
    {
        var message = Encoding.UTF8.GetBytes(
            $$"""{"timestamp":"2026-11-26T00:00:00.0000000Z","container":"shop-1","level":"INFO","message":"{{line}}","cursor":"AYCAwJHh8q7lCAECAQEAgYCAgICAgICAAQEA"}""");
        foreach (var share in _shares)
        {
            share.Messages.Writer.TryWrite(message);
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ServeAsync(HttpContext http)
    {
        using var socket = await http.WebSockets.AcceptWebSocketAsync();
        var share = _shares[Interlocked.Increment(ref _subscribers) % _shares.Length];
        share.Add(socket);
        try
        {
            await socket.ReceiveAsync(new byte[1], http.RequestAborted);
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException)
        {
        }
        finally
        {
            share.Remove(socket);
        }
    }

    private sealed class Share
    {
        private readonly Lock _gate = new();
        private WebSocket[] _sockets = [];

        public Channel<byte[]> Messages { get; } = Channel.CreateUnbounded<byte[]>();

        public void Add(WebSocket socket)
        {
            lock (_gate)
            {
                _sockets = [.. _sockets, socket];
            }
        }

        public void Remove(WebSocket socket)
        {
            lock (_gate)
            {
                _sockets = [.. _sockets.Where(s => s != socket)];
            }
        }

        public async Task SendAsync()
        {
            await foreach (var message in Messages.Reader.ReadAllAsync())
            {
                foreach (var socket in Volatile.Read(ref _sockets))
                {
                    await SendAsync(socket, message);
                }
            }
        }

        private static async ValueTask SendAsync(WebSocket socket, byte[] message)
        {
            try
            {
                await socket.SendAsync(message.AsMemory(), WebSocketMessageType.Text, true, CancellationToken.None);
            }
            catch (Exception gone) when (gone is WebSocketException or ObjectDisposedException)
            {
            }
        }
    }
}
