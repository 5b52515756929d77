using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Orchestry.Benchmarks.Api;

/// <summary>
/// Load over plain sockets, one request in flight per connection: cheap enough to leave most of the machine to the server.
/// </summary>
internal static class LoadLoop
{
    /// <summary>Requests answered with 200 per second.</summary>
    /// <exception cref="InvalidOperationException">An answer was not a 200.</exception>
    public static async Task<double> RateAsync(Uri server, string path, int connections, TimeSpan duration, CancellationToken ct)
    {
        var request = Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
        var started = TimeProvider.System.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, connections).Select(
            _ => Task.Run(() => RunAsync(server.Port, request, started, duration, ct), ct)));
        return counts.Sum() / TimeProvider.System.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task<long> RunAsync(int port, byte[] request, long started, TimeSpan duration, CancellationToken ct)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port, ct);
        var buffer = new byte[64 * 1024];
        long answered = 0;
        while (TimeProvider.System.GetElapsedTime(started) < duration)
        {
            await socket.SendAsync(request, ct);
            await ReadAnswerAsync(socket, buffer, ct);
            answered++;
        }

        return answered;
    }

    private static async ValueTask ReadAnswerAsync(Socket socket, byte[] buffer, CancellationToken ct)
    {
        var have = 0;
        var need = int.MaxValue;
        while (have < need)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(have), ct);
            if (read == 0)
            {
                throw new InvalidOperationException("The server closed the connection.");
            }

            have += read;
            need = need == int.MaxValue ? Length(buffer.AsSpan(0, have)) : need;
        }
    }

    /// <summary>Length of the whole answer once its headers are there.</summary>
    private static int Length(ReadOnlySpan<byte> answer)
    {
        var headers = answer.IndexOf("\r\n\r\n"u8);
        if (headers < 0)
        {
            return int.MaxValue;
        }

        var at = answer.IndexOf("Content-Length: "u8);
        if (!answer.StartsWith("HTTP/1.1 200 "u8) || at < 0)
        {
            throw new InvalidOperationException(Encoding.ASCII.GetString(answer));
        }

        _ = System.Buffers.Text.Utf8Parser.TryParse(answer[(at + 16)..], out int length, out _);
        return headers + 4 + length;
    }
}
