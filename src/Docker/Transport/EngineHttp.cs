using System.Net;
using System.Net.Sockets;

namespace Orchestry.Docker.Transport;

/// <summary>Makes the HTTP client for an endpoint: HTTP/1.1, no proxy, no redirects, no cookies.</summary>
internal static class EngineHttp
{
    public static HttpClient Create(EngineEndpoint endpoint, DockerOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            // Each followed log and each watched statistic holds one connection for as long as it lasts.
            MaxConnectionsPerServer = int.MaxValue,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            ConnectTimeout = options.CallTimeout,
            ConnectCallback = (context, token) => ConnectAsync(endpoint, context.DnsEndPoint, token),
        };
        if (endpoint.IsTls)
        {
            handler.SslOptions = TlsCredentials.Load(options);
        }

        return new HttpClient(handler)
        {
            BaseAddress = endpoint.BaseAddress,
            Timeout = Timeout.InfiniteTimeSpan,
            DefaultRequestVersion = HttpVersion.Version11,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
    }

    private static async ValueTask<Stream> ConnectAsync(EngineEndpoint endpoint, DnsEndPoint address, CancellationToken cancellationToken)
    {
        var socket = endpoint.SocketPath is null
            ? new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }
            : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            if (endpoint.SocketPath is { } path)
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            }
            else
            {
                DetectSilentPeer(socket);
                await socket.ConnectAsync(address, cancellationToken);
            }

            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // A watched engine may be silent for hours, so only the kernel can tell a quiet one from a host that vanished: after 15 + 3 x 5 s.
    private static void DetectSilentPeer(Socket socket)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 15);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 5);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
    }
}
