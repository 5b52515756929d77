using System.Net.Sockets;

namespace Orchestry.Docker.Tests.Contract;

/// <summary>The engine's API without the client under test.</summary>
internal static class RawEngine
{
    public static HttpClient Connect()
    {
        var host = DockerOptions.FromEnvironment(Environment.GetEnvironmentVariable).Host;
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectCallback = async (_, token) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(new Uri(host).AbsolutePath), token);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        return new HttpClient(handler) { BaseAddress = new Uri("http://engine/") };
    }
}
