using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Orchestry.ClusterRig;

/// <summary>
/// The wire between one node and the database. It can be cut: what either side says, the end of a connection included, is held back, and
/// delivered late when the wire is mended, as the network does with packets that it lost and sends again. And it can be torn: every
/// connection is reset.
/// </summary>
internal sealed class DatabaseProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _database;
    private readonly CancellationTokenSource _over = new();
    private readonly ConcurrentDictionary<Socket, bool> _sockets = [];
    private readonly ConcurrentBag<Task> _relays = [];
    private readonly Task _accepting;
    private volatile TaskCompletionSource _whole = Mended();

    /// <param name="database">The loopback port that it leads to.</param>
    public DatabaseProxy(int database)
    {
        _database = database;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The loopback port that leads to the database.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>From now on nothing passes, and nobody is told.</summary>
    public void Cut()
    {
        if (_whole.Task.IsCompleted)
        {
            _whole = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>What was held back is delivered, and the wire is as before.</summary>
    public void Heal() => _whole.TrySetResult();

    /// <summary>Resets every connection; new ones are welcome.</summary>
    public void Tear()
    {
        foreach (var socket in _sockets.Keys)
        {
            try
            {
                // Closing with a linger time of 0 sends a reset instead of an orderly end.
                socket.LingerState = new LingerOption(true, 0);
                socket.Dispose();
            }
            catch (Exception over) when (over is ObjectDisposedException or SocketException)
            {
                // It has just ended by itself.
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        Heal();
        _listener.Stop();
        Tear();
        await _accepting;
        await Task.WhenAll(_relays);
        _over.Dispose();
        _listener.Dispose();
    }

    private static TaskCompletionSource Mended()
    {
        var mended = new TaskCompletionSource();
        mended.SetResult();
        return mended;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _relays.Add(RelayAsync(await _listener.AcceptSocketAsync(_over.Token)));
            }
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException && _over.IsCancellationRequested)
        {
            // The rig is being taken down.
        }
    }

    private async Task RelayAsync(Socket node)
    {
        using var database = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using (node)
        {
            node.NoDelay = true;
            (_sockets[node], _sockets[database]) = (true, true);
            try
            {
                await _whole.Task.WaitAsync(_over.Token);
                await database.ConnectAsync(IPAddress.Loopback, _database, _over.Token);
                await Task.WhenAll(CopyAsync(node, database), CopyAsync(database, node));
            }
            catch (Exception broken) when (broken is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                // The database is away, or the wire was torn: the node sees its connection end.
            }
            finally
            {
                _sockets.TryRemove(node, out _);
                _sockets.TryRemove(database, out _);
            }
        }
    }

    private async Task CopyAsync(Socket from, Socket to)
    {
        var buffer = new byte[16 * 1024];
        while (true)
        {
            int read;
            try
            {
                read = await from.ReceiveAsync(buffer, SocketFlags.None, _over.Token);
            }
            catch (SocketException)
            {
                // A side that died tells the other only when the wire is whole.
                await _whole.Task.WaitAsync(_over.Token);
                to.Dispose();
                throw;
            }

            await _whole.Task.WaitAsync(_over.Token);
            if (read == 0)
            {
                // PostgreSQL and its clients end a connection as a whole.
                to.Dispose();
                return;
            }

            for (var sent = 0; sent < read;)
            {
                sent += await to.SendAsync(buffer.AsMemory(sent, read - sent), SocketFlags.None, _over.Token);
            }
        }
    }
}
