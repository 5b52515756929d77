using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Orchestry.ClusterRig.Traffic;

/// <summary>
/// An upgraded connection to the image <see cref="Images.Socket"/>: the opening handshake of WebSocket (RFC 6455), then frames that come back as
/// they were sent, which is enough to see whether the way between stays open.
/// </summary>
internal sealed class Session : IDisposable
{
    private const string Guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    // A masked text frame with four bytes.
    private static readonly byte[] Frame = [0x81, 0x84, 1, 2, 3, 4, (byte)'p' ^ 1, (byte)'i' ^ 2, (byte)'n' ^ 3, (byte)'g' ^ 4];
    private readonly HttpConnection _connection;

    private Session(HttpConnection connection, string replica) => (_connection, Replica) = (connection, replica);

    /// <summary>The replica at the other end: the beginning of its container's id.</summary>
    public string Replica { get; }

    /// <exception cref="IOException">It was not granted.</exception>
    /// <exception cref="SocketException">Nobody listens, or the connection broke.</exception>
    public static async Task<Session> OpenAsync(Uri address, string host, CancellationToken cancellationToken)
    {
        var connection = await HttpConnection.OpenAsync(address, cancellationToken);
        try
        {
            var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
            var head = await connection.UpgradeAsync(
                Encoding.ASCII.GetBytes(
                    $"GET /talk HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n"),
                cancellationToken);
#pragma warning disable CA5350 // The handshake is defined by SHA-1.
            var accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + Guid)));
#pragma warning restore CA5350
            return Header(head, "Sec-WebSocket-Accept") == accept
                ? new Session(connection, Header(head, "X-Replica"))
                : throw new IOException($"The handshake is none: {head}");
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Sends a frame and sees it come back. False: the session has ended.</summary>
    public Task<bool> EchoAsync(CancellationToken cancellationToken) => _connection.EchoAsync(Frame, cancellationToken);

    public void Dispose() => _connection.Dispose();

    private static string Header(string head, string name) => head.Split("\r\n")
        .FirstOrDefault(l => l.StartsWith($"{name}: ", StringComparison.OrdinalIgnoreCase))?[(name.Length + 2)..] ?? "";
}
