using System.Net;
using System.Net.Sockets;
using Orchestry.Testing.Network;

namespace Orchestry.Storage.Tests.Postgres;

/// <summary>Stands between a store and its server, on a loopback port of its own, and can be a bad network.</summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly LoopbackListener _listener;
    private readonly int _target;
    private volatile bool _isSilent;
    private int _cutAtAnswer;
    private int _cutAtRequest;

    public TcpProxy(int target)
    {
        _target = target;
        _listener = new LoopbackListener(RelayAsync);
    }

    public int Port => _listener.Port;

    /// <summary>New connections are refused from now on.</summary>
    public Task RefuseAsync() => _listener.RefuseAsync();

    /// <summary>Connections are made and every packet vanishes, both ways, as behind a firewall that drops.</summary>
    public void FallSilent() => _isSilent = true;

    /// <summary>New connections work again; those that lost packets stay lost.</summary>
    public void Speak() => _isSilent = false;

    /// <summary>Lets the next request through and closes that connection when the server answers.</summary>
    public void CutAtNextAnswer() => Interlocked.Exchange(ref _cutAtAnswer, 1);

    /// <summary>Closes the next connection that sends something, which the server never sees.</summary>
    public void CutAtNextRequest() => Interlocked.Exchange(ref _cutAtRequest, 1);

    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    /// <summary>Passes on between the two until one of them is gone; when the server is down the client sees its connection close.</summary>
    private async Task RelayAsync(Socket client, CancellationToken over)
    {
        using var server = new TcpClient { NoDelay = true };
        client.NoDelay = true;
        await server.ConnectAsync(IPAddress.Loopback, _target, over);
        await using var near = new NetworkStream(client);
        var far = server.GetStream();
        await Task.WhenAny(
            PumpAsync(near, far, () => Interlocked.Exchange(ref _cutAtRequest, 0) == 1, over),
            PumpAsync(far, near, () => Interlocked.Exchange(ref _cutAtAnswer, 0) == 1, over));
    }

    private async Task PumpAsync(NetworkStream from, NetworkStream to, Func<bool> isCutNow, CancellationToken over)
    {
        var (buffer, isLost) = (new byte[1 << 16], false);
        try
        {
            for (int count; (count = await from.ReadAsync(buffer, over)) > 0;)
            {
                if (isCutNow())
                {
                    return;
                }

                isLost |= _isSilent;
                if (!isLost)
                {
                    await to.WriteAsync(buffer.AsMemory(0, count), over);
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // One of the two is gone, so the other is closed too.
        }
    }
}
