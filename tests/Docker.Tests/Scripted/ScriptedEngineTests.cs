using System.Net;
using System.Net.Sockets;

namespace Orchestry.Docker.Tests.Scripted;

public class ScriptedEngineTests
{
    private const int Rounds = 200;

    [Fact]
    public async Task It_goes_without_a_fault_while_connections_are_being_made()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var engine = new ScriptedEngine();
            var first = ConnectAsync(engine.Port);
            var second = ConnectAsync(engine.Port);
            await Task.WhenAny(first, second);
            await engine.DisposeAsync();
            await Task.WhenAll(first, second);
        }
    }

    private static async Task ConnectAsync(int port)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port);
        }
        catch (SocketException)
        {
            // The engine was quicker.
        }
    }
}
