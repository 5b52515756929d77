using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Orchestry.Benchmarks.Streams;

/// <summary>
/// The least that Kestrel needs to send the same bytes to every subscriber: a WebSocket endpoint. No cursor that anything could go on from, nobody
/// who is too slow, nothing that is made for more than one of them.
/// </summary>
internal abstract class BareServer : IBroadcast
{
    private readonly WebApplication _app = IBroadcast.Builder().Build();

    public Uri Address => new($"{_app.Urls.First()}/stream");

    public void Write(string line) => Send(Encoding.UTF8.GetBytes(
        $$"""{"timestamp":"2026-11-26T00:00:00.0000000Z","container":"shop-1","level":"INFO","message":"{{line}}","cursor":"AYCAwJHh8q7lCAECAQEAgYCAgICAgICAAQEA"}"""));

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>Sends a message to every subscriber.</summary>
    protected abstract void Send(byte[] message);

    /// <summary>Adds a subscriber.</summary>
    /// <returns>Takes it out again.</returns>
    protected abstract Action Add(WebSocket socket);

    protected async Task ListenAsync(CancellationToken cancellationToken)
    {
        _app.UseWebSockets();
        _app.MapGet("/stream", http => ServeAsync(http));
        await _app.StartAsync(cancellationToken);
    }

    /// <summary>Sends a message to one subscriber, who may have gone.</summary>
    protected static async ValueTask SendAsync(WebSocket socket, byte[] message)
    {
        try
        {
            await socket.SendAsync(message.AsMemory(), WebSocketMessageType.Text, true, CancellationToken.None);
        }
        catch (Exception gone) when (gone is WebSocketException or ObjectDisposedException)
        {
        }
    }

    private async Task ServeAsync(HttpContext http)
    {
        using var socket = await http.WebSockets.AcceptWebSocketAsync();
        var remove = Add(socket);
        try
        {
            await socket.ReceiveAsync(new byte[1], http.RequestAborted);
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException)
        {
        }
        finally
        {
            remove();
        }
    }
}
