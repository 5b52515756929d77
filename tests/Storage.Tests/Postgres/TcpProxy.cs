using System.Net;
using System.Net.Sockets;

namespace Orchestry.Storage.Tests.Postgres;

/// <summary>Stands between a store and its server, on a loopback port of its own, and can be a bad network.</summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _running = [];
    private readonly int _target;
    private readonly Task _accepting;
    private volatile bool _isSilent;
    private int _cutAtAnswer;
    private int _cutAtRequest;

    public TcpProxy(int target)
    {
        _target = target;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAllAsync();
    }

    public int Port { get; }

    /// <summary>New connections are refused from now on.</summary>
    public void Refuse() => _listener.Stop();

    /// <summary>Connections are made and every packet vanishes, both ways, as behind a firewall that drops.</summary>
    public void FallSilent() => _isSilent = true;

    /// <summary>New connections work again; those that lost packets stay lost.</summary>
    public void Speak() => _isSilent = false;

    /// <summary>Lets the next request through and closes that connection when the server answers.</summary>
    public void CutAtNextAnswer() => Interlocked.Exchange(ref _cutAtAnswer, 1);

    /// <summary>Closes the next connection that sends something, which the server never sees.</summary>
    public void CutAtNextRequest() => Interlocked.Exchange(ref _cutAtRequest, 1);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_running);
        _stopping.Dispose();
    }

    private async Task AcceptAllAsync()
    {
        try
        {
            while (true)
            {
                _running.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stopping.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient { NoDelay = true })
        {
            client.NoDelay = true;
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _target, _stopping.Token);
                await Task.WhenAny(
                    PumpAsync(client.GetStream(), server.GetStream(), () => Interlocked.Exchange(ref _cutAtRequest, 0) == 1),
                    PumpAsync(server.GetStream(), client.GetStream(), () => Interlocked.Exchange(ref _cutAtAnswer, 0) == 1));
            }
            catch (SocketException) // the server is down: the client sees its connection close
            {
            }
            catch (OperationCanceledException)
            {
            }
        }
    }

    private async Task PumpAsync(NetworkStream from, NetworkStream to, Func<bool> isCutNow)
    {
        var (buffer, isLost) = (new byte[1 << 16], false);
        try
        {
            for (int count; (count = await from.ReadAsync(buffer, _stopping.Token)) > 0;)
            {
                if (isCutNow())
                {
                    return;
                }

                isLost |= _isSilent;
                if (!isLost)
                {
                    await to.WriteAsync(buffer.AsMemory(0, count), _stopping.Token);
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // One of the two is gone, so the other is closed too.
        }
    }
}
