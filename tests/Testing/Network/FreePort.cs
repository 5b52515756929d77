using System.Net;
using System.Net.Sockets;

namespace Orchestry.Testing.Network;

/// <summary>Ports of loopback for programs that are started later, and again, on the same one.</summary>
public static class FreePort
{
    // Below those that the kernel gives to whoever connects somewhere (32768 on, ip(7)): one of its own choice may be taken by the time it is wanted.
    private const int First = 12_000;
    private const int Last = 32_000;
    private const int Tries = 1000;

    /// <summary>One that nobody listens on.</summary>
    public static int Next()
    {
        for (var i = 0; i < Tries; i++)
        {
            var port = Random.Shared.Next(First, Last);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken.
            }
        }

        throw new InvalidOperationException($"No port from {First} to {Last} is free.");
    }
}
