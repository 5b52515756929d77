using System.Net;
using System.Net.Sockets;

namespace Orchestry.Testing.Network;

/// <summary>A port of loopback whose connections a test serves as it likes.</summary>
/// <remarks>
/// It ends in the one order in which nothing can go wrong: no more connections are taken, those there are end, and only then the port is closed.
/// </remarks>
public sealed class LoopbackListener : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly Func<Socket, CancellationToken, Task> _serve;
    private readonly CancellationTokenSource _refusing = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly List<Task> _served = [];
    private readonly Task _accepting;

    /// <param name="serve">Serves a connection, which is closed when it returns, until the token ends it. That the other side is gone is no failure.</param>
    /// <param name="port">0: one that is free.</param>
    /// <param name="address">An address of loopback; 127.0.0.1 unless told.</param>
    public LoopbackListener(Func<Socket, CancellationToken, Task> serve, int port = 0, IPAddress? address = null)
    {
        _serve = serve;
        _listener = new TcpListener(address ?? IPAddress.Loopback, port);
        _listener.Start();
        // A stopped listener forgets where it listened; tests connect to a server that is gone as well.
        EndPoint = (IPEndPoint)_listener.LocalEndpoint;
        _accepting = Task.Run(AcceptAsync);
    }

    public IPEndPoint EndPoint { get; }

    public int Port => EndPoint.Port;

    /// <summary>Connections that are there go on; new ones are refused when this returns.</summary>
    public async Task RefuseAsync()
    {
        await _refusing.CancelAsync();
        await _accepting;
        _listener.Stop();
    }

    /// <summary>Ends everything. What a connection failed with, other than that the other side had gone, comes out here.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_ending.IsCancellationRequested)
        {
            return;
        }

        await RefuseAsync();
        await _ending.CancelAsync();
        await Task.WhenAll(_served);
        _refusing.Dispose();
        _ending.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _served.Add(ServeAsync(await _listener.AcceptSocketAsync(_refusing.Token)));
            }
        }
        catch (OperationCanceledException) when (_refusing.IsCancellationRequested)
        {
            // No more are taken.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                await _serve(socket, _ending.Token);
            }
            catch (Exception over) when (over is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
            {
                // The other side is gone, or the test is over.
            }
        }
    }
}
