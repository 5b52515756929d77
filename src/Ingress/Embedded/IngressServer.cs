using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Forwarder;

namespace Orchestry.Ingress.Embedded;

/// <summary>The server that takes the requests: apart from the API's, with limits of its own, and without a word to the log per request.</summary>
internal sealed class IngressServer : IAsyncDisposable
{
    private const int LongestRequestLine = 16 * 1024;
    private readonly WebApplication _composition;
    private readonly IServer _server;
    private readonly GatewayApplication _application;
    private bool _isStarted;

    public IngressServer(IngressOptions options, CertificateStore? certificates, Func<IHttpForwarder, GatewayApplication> application)
    {
        // Of the framework only the server: it is started by hand, with an application of ours, and no middleware ever runs.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Configure(kestrel, options, certificates));
        builder.Services.AddHttpForwarder();
        _composition = builder.Build();
        _server = _composition.Services.GetRequiredService<IServer>();
        _application = application(_composition.Services.GetRequiredService<IHttpForwarder>());
    }

    public IReadOnlyList<IPEndPoint> Addresses { get; private set; } = [];

    /// <exception cref="IOException">An address can't be used.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _server.StartAsync(_application, cancellationToken);
        }
        catch (SocketException error)
        {
            throw new IOException(error.Message, error);
        }

        _isStarted = true;
        var addresses = _server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        Addresses = [.. addresses.Select(a => new Uri(a.Replace("[::]", "[::1]", StringComparison.Ordinal))).Select(u => new IPEndPoint(IPAddress.Parse(u.Host), u.Port))];
    }

    /// <summary>Takes no more requests, and ends the connections when those under way have been answered or the token says so.</summary>
    public async Task StopAsync(CancellationToken deadline)
    {
        if (_isStarted)
        {
            await _server.StopAsync(deadline);
        }
    }

    public ValueTask DisposeAsync() => _composition.DisposeAsync();

    private static void Configure(KestrelServerOptions kestrel, IngressOptions options, CertificateStore? certificates)
    {
        kestrel.AddServerHeader = false;
        Limit(kestrel, options);
        var address = IPAddress.Parse(options.Host);
        // HTTP/2 without TLS needs a port of its own, since there is nothing to agree on it by.
        kestrel.Listen(address, options.Port, listen => listen.Protocols = HttpProtocols.Http1);
        if (certificates is not null)
        {
            kestrel.Listen(address, options.TlsPort, listen =>
            {
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = certificates.OnConnectionAsync });
            });
        }
    }

    private static void Limit(KestrelServerOptions kestrel, IngressOptions options)
    {
        // Octets that are no text pass as they are.
        kestrel.RequestHeaderEncodingSelector = static _ => Encoding.Latin1;
        kestrel.ResponseHeaderEncodingSelector = static _ => Encoding.Latin1;
        var limits = kestrel.Limits;
        limits.MaxRequestHeadersTotalSize = options.MaxHeaderBytes;
        limits.MaxRequestLineSize = LongestRequestLine;
        limits.MaxRequestBufferSize = Math.Max(1024 * 1024, options.MaxHeaderBytes + LongestRequestLine);
        limits.Http2.MaxRequestHeaderFieldSize = options.MaxHeaderBytes;
        // Set for each request by the application's specification.
        limits.MaxRequestBodySize = null;
        // A body may pause as long as the application's idle timeout lets it.
        limits.MinRequestBodyDataRate = null;
        limits.MinResponseDataRate = null;
    }
}
