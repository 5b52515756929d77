using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Orchestry.Ingress.Tests.Embedded;

/// <summary>A replica that does with its connections whatever a test says, the unheard-of included.</summary>
internal sealed class RawReplica : IAsyncDisposable
{
    private readonly TcpListener _listener = new(Loopback.NextAddress(), 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly Func<RawConnection, Task> _script;
    private readonly List<Task> _connections = [];
    private readonly Task _accepting;
    private readonly ConcurrentQueue<string> _heads = new();

    public RawReplica(Func<RawConnection, Task> script)
    {
        _script = script;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndpoint;

    public string Address => EndPoint.Address.ToString();

    public int Port => EndPoint.Port;

    /// <summary>Requests whose headers it has read.</summary>
    public int Requests => _heads.Count;

    /// <summary>Their request lines and headers, in order.</summary>
    public IReadOnlyCollection<string> Heads => _heads;

    /// <summary>Answers each request of each connection with these bytes.</summary>
    public static RawReplica Answering(string answer) => new(async connection =>
    {
        while (await connection.ReadHeadAsync() is not null)
        {
            await connection.WriteAsync(answer);
        }
    });

    /// <summary>Reads a request and resets the connection.</summary>
    public static RawReplica Resetting() => new(async connection =>
    {
        await connection.ReadHeadAsync();
        connection.Reset();
    });

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections);
        _ending.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(_ending.Token);
                _connections.Add(ServeAsync(socket));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // The test has ended.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using var connection = new RawConnection(socket, _heads.Enqueue, _ending.Token);
        try
        {
            await _script(connection);
        }
        catch (Exception error) when (error is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
        {
            // Whoever was connected has gone.
        }
    }
}

/// <summary>A connection of a client, byte for byte.</summary>
internal sealed class RawConnection(Socket socket, Action<string> onRequest, CancellationToken ends) : IDisposable
{
    private readonly NetworkStream _stream = new(socket, ownsSocket: true);

    public CancellationToken Ends => ends;

    /// <summary>Reads to the end of a request's headers; null at the connection's end.</summary>
    public async Task<string?> ReadHeadAsync()
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await _stream.ReadAsync(one, ends) == 0)
            {
                return null;
            }

            head.Append((char)one[0]);
        }

        var text = head.ToString();
        onRequest(text);
        return text;
    }

    public async Task<string> ReadAsync(int bytes)
    {
        var buffer = new byte[bytes];
        await _stream.ReadExactlyAsync(buffer, ends);
        return Encoding.Latin1.GetString(buffer);
    }

    public Task WriteAsync(string text) => _stream.WriteAsync(Encoding.Latin1.GetBytes(text), ends).AsTask();

    /// <summary>Ends the connection with a reset.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(true, 0);
        _stream.Dispose();
    }

    public void Dispose() => _stream.Dispose();
}
