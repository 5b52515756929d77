using System.Collections.Concurrent;
using System.Net.Sockets;

namespace Orchestry.EndToEnd.Tests.Rig;

/// <summary>
/// A socket that leads to an engine's, and that can be cut: every connection breaks at once and no new one is made, as when the engine dies,
/// while its containers go on.
/// </summary>
internal sealed class EngineProxy : IAsyncDisposable
{
    private readonly string _engine;
    private readonly ConcurrentBag<Task> _relays = [];
    private CancellationTokenSource _cut = new();
    private Task _accepting = Task.CompletedTask;

    private EngineProxy(string socket, string engine) => (Socket, _engine) = (socket, engine);

    public string Socket { get; }

    public static EngineProxy Between(string socket, Engine engine)
    {
        var proxy = new EngineProxy(socket, engine.Socket);
        proxy.Restore();
        return proxy;
    }

    public void Restore()
    {
        _cut = new CancellationTokenSource();
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(Socket));
        listener.Listen(100);
        _accepting = AcceptAsync(listener, _cut.Token);
    }

    public async Task CutAsync()
    {
        await _cut.CancelAsync();
        await _accepting;
        await Task.WhenAll(_relays);
        _relays.Clear();
        _cut.Dispose();
    }

    public async ValueTask DisposeAsync() => await CutAsync();

    private async Task AcceptAsync(Socket listener, CancellationToken cut)
    {
        using (listener)
        {
            try
            {
                while (true)
                {
                    _relays.Add(RelayAsync(await listener.AcceptAsync(cut), cut));
                }
            }
            catch (OperationCanceledException) when (cut.IsCancellationRequested)
            {
                File.Delete(Socket);
            }
        }
    }

    private async Task RelayAsync(Socket client, CancellationToken cut)
    {
        using (client)
        using (var engine = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            try
            {
                await engine.ConnectAsync(new UnixDomainSocketEndPoint(_engine), cut);
                await Task.WhenAny(CopyAsync(client, engine, cut), CopyAsync(engine, client, cut));
            }
            catch (OperationCanceledException) when (cut.IsCancellationRequested)
            {
                // Cut while it connected: both ends close below.
            }
        }
    }

    /// <summary>Passes on what one side says until it, or the other, is done.</summary>
    private static async Task CopyAsync(Socket from, Socket to, CancellationToken cut)
    {
        try
        {
            await using var source = new NetworkStream(from);
            await using var target = new NetworkStream(to);
            await source.CopyToAsync(target, cut);
            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception over) when (over is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // A broken connection is what this is for; the other direction sees the sockets close.
        }
    }
}
