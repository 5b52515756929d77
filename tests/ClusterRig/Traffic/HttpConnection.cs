using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Orchestry.ClusterRig.Traffic;

/// <summary>
/// One HTTP/1.1 connection that sends what it is told, once: <see cref="HttpClient"/> sends a request a second time by itself when a kept
/// connection turns out to be closed, and what it hides is what is counted here.
/// </summary>
internal sealed class HttpConnection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    private HttpConnection()
    {
    }

    /// <summary>Whether the server keeps it open for another request, as far as it has said.</summary>
    public bool IsKept { get; private set; } = true;

    /// <summary>Requests that were answered on it.</summary>
    public int Answered { get; private set; }

    /// <summary>Whether anything of the present answer has come.</summary>
    public bool HasBegun { get; private set; }

    public static async Task<HttpConnection> OpenAsync(Uri address, CancellationToken cancellationToken)
    {
        var connection = new HttpConnection();
        try
        {
            await connection._socket.ConnectAsync(new IPEndPoint(IPAddress.Parse(address.Host), address.Port), cancellationToken);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Sends a request and reads the whole answer.</summary>
    /// <exception cref="IOException">The answer is not there, or not whole.</exception>
    /// <exception cref="SocketException">The connection broke.</exception>
    public async Task<(int Status, string Body)> AskAsync(ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        HasBegun = false;
        await _socket.SendAsync(request, SocketFlags.None, cancellationToken);
        var (status, length, isChunked) = await ReadHeadAsync(cancellationToken);
        var body = isChunked ? await ReadChunksAsync(cancellationToken)
            : length is { } bytes ? await ReadTextAsync(bytes, cancellationToken)
            : await ReadToEndAsync(cancellationToken);
        Answered++;
        return (status, body);
    }

    /// <summary>Asks for an upgrade. Answers the headers when it was granted; the rest is <see cref="EchoAsync"/>.</summary>
    public async Task<string> UpgradeAsync(ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        await _socket.SendAsync(request, SocketFlags.None, cancellationToken);
        var head = await ReadHeadTextAsync(cancellationToken);
        return head.StartsWith("HTTP/1.1 101 ", StringComparison.Ordinal) ? head : throw new IOException($"The upgrade was not granted: {head}");
    }

    /// <summary>Sends bytes and waits for the same ones to come back. False: the connection has ended instead.</summary>
    public async Task<bool> EchoAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await _socket.SendAsync(bytes, SocketFlags.None, cancellationToken);
            while (_end - _start < bytes.Length)
            {
                if (!await FillAsync(cancellationToken))
                {
                    return false;
                }
            }
        }
        catch (SocketException)
        {
            return false;
        }

        var isSame = _buffer.AsSpan(_start, bytes.Length).SequenceEqual(bytes.Span);
        _start += bytes.Length;
        return isSame ? true : throw new IOException("Other bytes came back than were sent.");
    }

    public void Dispose() => _socket.Dispose();

    private async Task<(int Status, int? Length, bool IsChunked)> ReadHeadAsync(CancellationToken cancellationToken)
    {
        var head = await ReadHeadTextAsync(cancellationToken);
        var lines = head.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        int? length = null;
        var isChunked = false;
        foreach (var line in lines.AsSpan(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var (name, value) = (line[..colon], line[(colon + 1)..].Trim());
            if (name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
            {
                length = int.Parse(value, CultureInfo.InvariantCulture);
            }
            else if (name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase))
            {
                isChunked = true;
            }
            else if (name.Equals("Connection", StringComparison.OrdinalIgnoreCase) && value.Equals("close", StringComparison.OrdinalIgnoreCase))
            {
                IsKept = false;
            }
        }

        return (int.Parse(lines[0].AsSpan(9, 3), CultureInfo.InvariantCulture), length, isChunked);
    }

    private async Task<string> ReadHeadTextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var end = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n\r\n"u8);
            if (end >= 0)
            {
                var head = Encoding.Latin1.GetString(_buffer, _start, end);
                _start += end + 4;
                return head;
            }

            if (!await FillAsync(cancellationToken))
            {
                throw new IOException(_end > _start ? "The answer's head is cut off." : "The connection was closed without an answer.");
            }
        }
    }

    private async Task<string> ReadTextAsync(int bytes, CancellationToken cancellationToken)
    {
        var text = new StringBuilder(bytes);
        while (bytes > 0)
        {
            if (_end == _start && !await FillAsync(cancellationToken))
            {
                throw new IOException($"The answer is cut off, {bytes} bytes before its end.");
            }

            var take = Math.Min(bytes, _end - _start);
            text.Append(Encoding.Latin1.GetString(_buffer, _start, take));
            _start += take;
            bytes -= take;
        }

        return text.ToString();
    }

    private async Task<string> ReadChunksAsync(CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        while (true)
        {
            var line = await ReadLineAsync(cancellationToken);
            var size = int.Parse(line.Split(';')[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            text.Append(await ReadTextAsync(size, cancellationToken));
            await ReadLineAsync(cancellationToken);
            if (size == 0)
            {
                return text.ToString();
            }
        }
    }

    private async Task<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var end = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n"u8);
            if (end >= 0)
            {
                var line = Encoding.Latin1.GetString(_buffer, _start, end);
                _start += end + 2;
                return line;
            }

            if (!await FillAsync(cancellationToken))
            {
                throw new IOException("The answer is cut off between two chunks.");
            }
        }
    }

    private async Task<string> ReadToEndAsync(CancellationToken cancellationToken)
    {
        IsKept = false;
        var text = new StringBuilder();
        do
        {
            text.Append(Encoding.Latin1.GetString(_buffer, _start, _end - _start));
            _start = _end;
        }
        while (await FillAsync(cancellationToken));
        return text.ToString();
    }

    private async Task<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (_start == _end)
        {
            (_start, _end) = (0, 0);
        }
        else if (_end == _buffer.Length)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
            if (_end == _buffer.Length)
            {
                throw new IOException("The answer's head is longer than any.");
            }
        }

        var read = await _socket.ReceiveAsync(_buffer.AsMemory(_end), SocketFlags.None, cancellationToken);
        HasBegun |= read > 0;
        _end += read;
        return read > 0;
    }
}
