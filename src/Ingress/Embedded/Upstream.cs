using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Orchestry.Core.Ingress;
using Orchestry.Ingress.Traffic;

namespace Orchestry.Ingress.Embedded;

/// <summary>
/// A replica as requests reach it: its pool of connections, and the gate that closes when it leaves the table. The pool goes when the last
/// request that was let in before has ended.
/// </summary>
internal sealed class Upstream
{
    // Shorter than the five seconds after which common servers (Node, uvicorn) close an idle connection: a request must not meet the closing.
    private static readonly TimeSpan IdleConnections = TimeSpan.FromSeconds(3);
    private static readonly HttpRequestOptionsKey<bool> HadConnection = new("orchestry.had-connection");
    private const int LargestResponseHeadersKilobytes = 128;
    private readonly IPEndPoint _address;
    private readonly TimeProvider _clock;
    private long _connectTicks;
    private volatile bool _isRetired;

    // The table's own use is the first one.
    private int _users = 1;

    /// <exception cref="FormatException">The endpoint's address is none.</exception>
    public Upstream(RouteEndpoint endpoint, ReplicaCounters counters, TimeProvider clock)
    {
        (Endpoint, Counters, _clock) = (endpoint, counters, clock);
        _address = new IPEndPoint(IPAddress.Parse(endpoint.Address), endpoint.Port);
        Prefix = string.Create(CultureInfo.InvariantCulture, $"http://{_address}");
        Token = TokenOf(endpoint);
        var handler = new SocketsHttpHandler
        {
            ActivityHeadersPropagator = null,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectCallback = ConnectAsync,
            // Our own deadline is kept in the callback, where it can be told from other ends.
            ConnectTimeout = Timeout.InfiniteTimeSpan,
            EnableMultipleHttp2Connections = false,
            MaxResponseHeadersLength = LargestResponseHeadersKilobytes,
            PooledConnectionIdleTimeout = IdleConnections,
            // Octets that are no text pass as they are.
            RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
            ResponseHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
            UseCookies = false,
            UseProxy = false,
        };
        Invoker = new HttpMessageInvoker(handler, disposeHandler: true);
    }

    public RouteEndpoint Endpoint { get; }

    public ReplicaCounters Counters { get; }

    public HttpMessageInvoker Invoker { get; }

    /// <summary>What its addresses begin with, such as <c>http://172.20.0.5:8080</c>.</summary>
    public string Prefix { get; }

    /// <summary>What a client's cookie calls it: the same on every node, and nothing that can be read.</summary>
    public string Token { get; }

    /// <summary>How long connecting may take.</summary>
    public TimeSpan ConnectTimeout
    {
        get => TimeSpan.FromTicks(Interlocked.Read(ref _connectTicks));
        set => Interlocked.Exchange(ref _connectTicks, value.Ticks);
    }

    /// <summary>Lets a request in, unless the replica has left.</summary>
    public bool TryTake()
    {
        if (!Counters.TryTake())
        {
            return false;
        }

        Interlocked.Increment(ref _users);
        if (!_isRetired)
        {
            return true;
        }

        Counters.GaveBack();
        Release();
        return false;
    }

    /// <summary>A request that was let in has ended.</summary>
    /// <param name="isServed">Whether the replica did its part; null: that is not known, since the client left.</param>
    public void Ended(bool? isServed)
    {
        if (isServed is { } served)
        {
            Counters.Ended(served);
        }
        else
        {
            Counters.GaveBack();
        }

        Release();
    }

    /// <summary>Lets nobody in any more.</summary>
    public void Retire()
    {
        if (!_isRetired)
        {
            _isRetired = true;
            Release();
        }
    }

    private void Release()
    {
        // Somebody who is refused may count up from 0 and down again: disposing of a handler twice does nothing.
        if (Interlocked.Decrement(ref _users) == 0)
        {
            Invoker.Dispose();
        }
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        // The pool sends a request again when its connection breaks before an answer. That is right where a kept connection was closed meanwhile,
        // and is our decision where a new one broke.
        var request = context.InitialRequestMessage;
        if (request.Options.TryGetValue(HadConnection, out _))
        {
            throw new ConnectionBrokeException();
        }

        request.Options.Set(HadConnection, true);
        var socket = new Socket(_address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var deadline = new CancellationTokenSource(ConnectTimeout, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await socket.ConnectAsync(_address, either.Token);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            socket.Dispose();
            throw new TimeoutException("Connecting took too long.");
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static string TokenOf(RouteEndpoint endpoint)
    {
        var identity = string.Create(CultureInfo.InvariantCulture, $"{endpoint.Replica} {endpoint.Address}:{endpoint.Port}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)).AsSpan(0, 12));
    }
}
