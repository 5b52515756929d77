using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Orchestry.Testing.Network;

namespace Orchestry.Ingress.Tests.Embedded;

/// <summary>A replica that does with its connections whatever a test says, the unheard-of included.</summary>
internal sealed class RawReplica : IAsyncDisposable
{
    private readonly LoopbackListener _listener;
    private readonly ConcurrentQueue<string> _heads = new();

    public RawReplica(Func<RawConnection, Task> script) =>
        _listener = new LoopbackListener(
            async (socket, ending) =>
            {
                using var connection = new RawConnection(socket, _heads.Enqueue, ending);
                await script(connection);
            },
            address: Loopback.NextAddress());

    public IPEndPoint EndPoint => _listener.EndPoint;

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

    public ValueTask DisposeAsync() => _listener.DisposeAsync();
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
