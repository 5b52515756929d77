using System.Net;
using System.Net.Sockets;
using System.Text;
using Orchestry.Testing;

namespace Orchestry.Http.Tests.Gate;

/// <summary>Sends bytes as they are and reads until the server has closed, or has said what is waited for.</summary>
internal static class RawClient
{
    private static readonly TimeSpan Patience = TestKit.Guard;

    public static async Task<string> TalkAsync(TestApi api, string request, bool closeAfterSending = false, string? until = null)
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, api.Port, patience.Token);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), patience.Token);
        if (closeAfterSending)
        {
            client.Client.Shutdown(SocketShutdown.Send);
        }

        var answer = new MemoryStream();
        var buffer = new byte[4096];
        try
        {
            for (int read; (read = await stream.ReadAsync(buffer, patience.Token)) > 0;)
            {
                await answer.WriteAsync(buffer.AsMemory(0, read), patience.Token);
                if (until is not null && Encoding.Latin1.GetString(answer.ToArray()).Contains(until, StringComparison.Ordinal))
                {
                    break;
                }
            }
        }
        catch (IOException)
        {
            // The server may reset a connection whose rest it will not read; what came before counts.
        }

        return Encoding.Latin1.GetString(answer.ToArray());
    }
}
