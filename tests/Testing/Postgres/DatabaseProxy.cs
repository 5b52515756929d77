using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

using Orchestry.Testing.Network;

namespace Orchestry.Testing.Postgres;

/// <summary>
/// The wire between one node and the database. It can be cut: what either side says, the end of a connection included, is held back, and
/// delivered late when the wire is mended, as the network does with packets that it lost and sends again. And it can be torn: every
/// connection is reset.
/// </summary>
public sealed class DatabaseProxy : IAsyncDisposable
{
    private readonly LoopbackListener _listener;
    private readonly int _database;
    private readonly ConcurrentDictionary<Socket, bool> _sockets = [];
    private volatile TaskCompletionSource _whole = Mended();

    /// <param name="database">The loopback port that it leads to.</param>
    public DatabaseProxy(int database)
    {
        _database = database;
        _listener = new LoopbackListener(RelayAsync);
    }

    /// <summary>The loopback port that leads to the database.</summary>
    public int Port => _listener.Port;

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

    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    private static TaskCompletionSource Mended()
    {
        var mended = new TaskCompletionSource();
        mended.SetResult();
        return mended;
    }

    /// <summary>Passes on between the two; when the database is away, or the wire is torn, the node sees its connection end.</summary>
    private async Task RelayAsync(Socket node, CancellationToken over)
    {
        using var database = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        node.NoDelay = true;
        (_sockets[node], _sockets[database]) = (true, true);
        try
        {
            await _whole.Task.WaitAsync(over);
            await database.ConnectAsync(IPAddress.Loopback, _database, over);
            await Task.WhenAll(CopyAsync(node, database, over), CopyAsync(database, node, over));
        }
        finally
        {
            _sockets.TryRemove(node, out _);
            _sockets.TryRemove(database, out _);
        }
    }

    private async Task CopyAsync(Socket from, Socket to, CancellationToken over)
    {
        var buffer = new byte[16 * 1024];
        while (true)
        {
            int read;
            try
            {
                read = await from.ReceiveAsync(buffer, SocketFlags.None, over);
            }
            catch (SocketException)
            {
                // A side that died tells the other only when the wire is whole.
                await _whole.Task.WaitAsync(over);
                to.Dispose();
                throw;
            }

            await _whole.Task.WaitAsync(over);
            if (read == 0)
            {
                // PostgreSQL and its clients end a connection as a whole.
                to.Dispose();
                return;
            }

            for (var sent = 0; sent < read;)
            {
                sent += await to.SendAsync(buffer.AsMemory(sent, read - sent), SocketFlags.None, over);
            }
        }
    }
}
