using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Orchestry.Benchmarks.Streams;

/// <summary>One subscriber's WebSocket: takes frames apart at the least cost, and knows which line must come next.</summary>
internal sealed class Subscriber : IDisposable
{
    private const byte Text = 0x81;
    private const byte Ping = 0x89;
    private const byte Pong = 0x8A;
    private const byte Masked = 0x80;

    private byte[] _rest = [];
    private int _restLength;
    private long _last;
    private bool _isAfterGap;

    private Subscriber(Socket socket) => Socket = socket;

    public Socket Socket { get; }

    /// <summary>Connects and waits until the server has agreed to speak WebSocket.</summary>
    /// <param name="address">The stream.</param>
    /// <param name="receiveBuffer">Bytes that its system takes before it reads; 0: as usual.</param>
    public static Subscriber Connect(Uri address, int receiveBuffer = 0)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer > 0)
        {
            socket.ReceiveBufferSize = receiveBuffer;
        }

        socket.Connect(IPAddress.Loopback, address.Port);
        socket.Send(Encoding.ASCII.GetBytes(
            $"GET {address.PathAndQuery} HTTP/1.1\r\nHost: {address.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"));
        // Byte by byte: what follows the head is the stream's.
        var head = new byte[2048];
        var length = 0;
        while (!head.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
        {
            if (socket.Receive(head.AsSpan(length, 1)) == 0)
            {
                throw new InvalidOperationException($"The server closed: {Encoding.ASCII.GetString(head, 0, length)}");
            }

            length++;
        }

        if (!head.AsSpan().StartsWith("HTTP/1.1 101 "u8))
        {
            throw new InvalidOperationException(Encoding.ASCII.GetString(head, 0, length));
        }

        socket.Blocking = false;
        return new Subscriber(socket);
    }

    /// <summary>Reads what there is.</summary>
    /// <param name="buffer">To be used meanwhile.</param>
    /// <param name="figures">Where it is counted.</param>
    /// <param name="arrived">Told of each line.</param>
    /// <returns>False when the server has closed the connection.</returns>
    public bool Read(byte[] buffer, SwarmFigures figures, Action<StreamLine> arrived)
    {
        _rest.AsSpan(0, _restLength).CopyTo(buffer);
        var read = Socket.Receive(buffer.AsSpan(_restLength), SocketFlags.None, out var error);
        if (read == 0)
        {
            return error == SocketError.WouldBlock;
        }

        figures.Reads++;
        figures.Bytes += read;
        var now = TimeProvider.System.GetTimestamp();
        var unread = buffer.AsSpan(0, _restLength + read);
        while (TryTakeFrame(ref unread, out var kind, out var payload))
        {
            Take(kind, payload, now, figures, arrived);
        }

        if (_rest.Length < unread.Length)
        {
            _rest = new byte[Math.Max(512, unread.Length)];
        }

        unread.CopyTo(_rest);
        _restLength = unread.Length;
        return true;
    }

    public void Dispose() => Socket.Dispose();

    private static bool TryTakeFrame(ref Span<byte> unread, out byte kind, out ReadOnlySpan<byte> payload)
    {
        kind = 0;
        payload = default;
        if (unread.Length < 4)
        {
            return unread.Length >= 2 && unread[1] == 0 && Cut(ref unread, 2, 0, out kind, out payload);
        }

        return unread[1] switch
        {
            127 => unread.Length >= 10 && Cut(ref unread, 10, (int)BinaryPrimitives.ReadInt64BigEndian(unread[2..]), out kind, out payload),
            126 => Cut(ref unread, 4, BinaryPrimitives.ReadUInt16BigEndian(unread[2..]), out kind, out payload),
            var length => Cut(ref unread, 2, length, out kind, out payload),
        };
    }

    private static bool Cut(ref Span<byte> unread, int header, int length, out byte kind, out ReadOnlySpan<byte> payload)
    {
        kind = unread[0];
        payload = default;
        if (unread.Length < header + length)
        {
            return false;
        }

        payload = unread.Slice(header, length);
        unread = unread[(header + length)..];
        return true;
    }

    private void Take(byte kind, ReadOnlySpan<byte> payload, long now, SwarmFigures figures, Action<StreamLine> arrived)
    {
        if (kind == Ping)
        {
            // A mask of zeros changes nothing.
            Socket.Send([Pong, (byte)(Masked | payload.Length), 0, 0, 0, 0, .. payload]);
            return;
        }

        if (kind == Pong)
        {
            return; // A sign of life.
        }

        if (kind != Text)
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"A frame of kind {kind:X2}: {Encoding.UTF8.GetString(payload)}"));
        }

        if (StreamLine.TryFind(payload, out var line))
        {
            figures.Faults += _last > 0 && (_isAfterGap ? line.Number <= _last : line.Number != _last + 1) ? 1 : 0;
            figures.Deliveries++;
            figures.Latencies.Add(TimeProvider.System.GetElapsedTime(line.DueAt, now));
            (_last, _isAfterGap) = (line.Number, false);
            arrived(line);
        }
        else
        {
            figures.Gaps++;
            _isAfterGap = true;
        }
    }
}
