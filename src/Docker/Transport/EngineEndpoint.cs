using System.Globalization;

namespace Orchestry.Docker.Transport;

/// <summary>An engine's address, understood: a unix socket or a host and port, with or without TLS.</summary>
/// <param name="Display">The address as messages show it.</param>
/// <param name="BaseAddress">What requests are relative to; for a unix socket the host in it is only a label.</param>
/// <param name="SocketPath">The unix socket; null for TCP.</param>
/// <param name="IsTls">Whether TLS is spoken.</param>
internal sealed record EngineEndpoint(string Display, Uri BaseAddress, string? SocketPath, bool IsTls)
{
    private const int PlainPort = 2375;
    private const int TlsPort = 2376;

    /// <exception cref="ArgumentException">The address can't be an engine's; the message says what can.</exception>
    public static EngineEndpoint Parse(DockerOptions options)
    {
        const string Forms = "Use unix:///var/run/docker.sock, tcp://host:port or https://host:port.";
        if (!Uri.TryCreate(options.Host, UriKind.Absolute, out var uri))
        {
            throw new ArgumentException($"DOCKER_HOST \"{options.Host}\" is not an address. {Forms}", nameof(options));
        }

        if (uri.Scheme == "unix")
        {
            return options.SocketPath is { } socket
                ? new EngineEndpoint(options.Host, new Uri("http://engine/"), socket, IsTls: false)
                : throw new ArgumentException($"DOCKER_HOST \"{options.Host}\" names no socket. {Forms}", nameof(options));
        }

        if (uri.Scheme is not ("tcp" or "http" or "https") || uri.Host.Length == 0 || uri.AbsolutePath.Length > 1 || uri.UserInfo.Length > 0)
        {
            throw new ArgumentException($"DOCKER_HOST \"{uri.Scheme}://{uri.Authority}\" can't be used. {Forms}", nameof(options));
        }

        var tls = uri.Scheme == "https" || (uri.Scheme == "tcp" && (options.VerifyTls || options.CertPath is not null));
        var port = HasPort(options.Host) ? uri.Port : tls ? TlsPort : PlainPort;
        var address = new UriBuilder(tls ? "https" : "http", uri.Host, port).Uri;
        return new EngineEndpoint(options.Host, address, SocketPath: null, tls);
    }

    // Uri fills in 80 and 443 for http and https; an engine listens on neither unless somebody says so.
    private static bool HasPort(string address)
    {
        var end = address.TrimEnd('/');
        var colon = end.LastIndexOf(':');
        return int.TryParse(end.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _) && end.LastIndexOf(']') < colon;
    }
}
