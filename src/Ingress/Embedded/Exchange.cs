using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Orchestry.Ingress.Embedded;

/// <summary>
/// One request and its answer. Made once per connection (HTTP/2: per stream that is reused) and begun anew with each request, so that requests
/// cost few objects.
/// </summary>
internal sealed class Exchange : IHttpRequestLifetimeFeature
{
    private readonly DefaultHttpContext _http = new();
    private readonly ExchangeBodies _bodies = new();
    private readonly List<Upstream> _tried = [];
    private IHttpRequestLifetimeFeature? _lifetime;
    private string? _hostHeader;
    private string _host = "";
    private IPAddress? _remote;
    private string _remoteText = "";

    public Exchange() => Headers = new ExchangeHeaders(this);

    public HttpContext Http => _http;

    /// <summary>When the request arrived, as a timestamp of the clock.</summary>
    public long ArrivedAt { get; private set; }

    /// <summary>What is sent on and sent back besides the bodies.</summary>
    public ExchangeHeaders Headers { get; }

    /// <summary>The request's target as it was sent, from the path on: <c>/path?query</c>.</summary>
    public string Target { get; private set; } = "";

    /// <summary>The part of <see cref="Target"/> before the query.</summary>
    public string Path { get; private set; } = "";

    /// <summary>Whether the request has a body, as far as its headers tell.</summary>
    public bool HasBody { get; private set; }

    /// <summary>Whether anybody began to read the request's body, so that it can't be sent a second time.</summary>
    public bool IsBodyTouched => _bodies.IsRequestTouched;

    /// <summary>Whether an answer was broken off by the proxy, and not because the client had left.</summary>
    public bool WasBrokenOff { get; private set; }

    /// <summary>Whether the client has left; what <see cref="Abort"/> does is not the client's leaving.</summary>
    public bool HasClientLeft => !WasBrokenOff && RequestAborted.IsCancellationRequested;

    /// <summary>Whether it asks for an upgraded connection the way HTTP/2 does.</summary>
    public bool IsExtendedConnect => _bodies.IsExtendedConnect;

    public long BytesIn => _bodies.BytesIn;

    public long BytesOut => _bodies.BytesOut;

    public CancellationToken RequestAborted
    {
        get => _lifetime!.RequestAborted;
        set => _lifetime!.RequestAborted = value;
    }

    /// <summary>Replicas that the request was brought to without an answer.</summary>
    public List<Upstream> Tried => _tried;

    /// <summary>The host asked for, in the client's spelling, without port and the final dot of a full name.</summary>
    public string Host
    {
        get
        {
            // The server hands out the same string for the same header of a connection.
            var header = _http.Request.Headers.Host.ToString();
            if (!ReferenceEquals(header, _hostHeader))
            {
                (_hostHeader, _host) = (header, new HostString(header).Host.TrimEnd('.'));
            }

            return _host;
        }
    }

    /// <summary>The client's address as text.</summary>
    public string RemoteAddress
    {
        get
        {
            var remote = _http.Connection.RemoteIpAddress;
            if (!ReferenceEquals(remote, _remote))
            {
                (_remote, _remoteText) = (remote, (remote is { IsIPv4MappedToIPv6: true } ? remote.MapToIPv4() : remote)?.ToString() ?? "");
            }

            return _remoteText;
        }
    }

    public void Begin(IFeatureCollection features, long arrivedAt)
    {
        ArrivedAt = arrivedAt;
        WasBrokenOff = false;
        _tried.Clear();
        Headers.Begin();
        _lifetime = features.Get<IHttpRequestLifetimeFeature>();
        features.Set<IHttpRequestLifetimeFeature>(this);
        // Without it an answer is broken off by Abort, over HTTP/2 too.
        if (features.Get<IHttpResetFeature>() is not null)
        {
            features.Set<IHttpResetFeature>(null);
        }

        HasBody = features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? false;
        _bodies.Begin(features, HasBody);
        _http.Initialize(features);
    }

    public void End()
    {
        _http.Uninitialize();
        _bodies.End();
        _lifetime = null;
        _tried.Clear();
    }

    /// <summary>Finds the request's target.</summary>
    /// <returns>False when it is none that can be routed and sent on as it is.</returns>
    public bool TryReadTarget()
    {
        var raw = _http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (!TryCutAuthority(raw, out var target) || target.AsSpan().ContainsAnyExceptInRange('!', '~') || target.Contains('#', StringComparison.Ordinal))
        {
            (Target, Path) = ("", "");
            return false;
        }

        var query = target.IndexOf('?', StringComparison.Ordinal);
        (Target, Path) = (target, query < 0 ? target : target[..query]);
        return true;
    }

    /// <summary>Has the server refuse bodies that are larger.</summary>
    public void LimitBody(long bytes)
    {
        if (_http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = bytes;
        }
    }

    /// <summary>Takes back what was prepared of an answer that was not begun.</summary>
    public void ClearResponse()
    {
        var response = _http.Response;
        response.StatusCode = StatusCodes.Status200OK;
        response.Headers.Clear();
        _http.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = null;
    }

    public void Abort()
    {
        WasBrokenOff = !RequestAborted.IsCancellationRequested;
        _lifetime!.Abort();
    }

    private static bool TryCutAuthority(string? raw, [NotNullWhen(true)] out string? target)
    {
        target = null;
        if (string.IsNullOrEmpty(raw))
        {
            return false;
        }

        if (raw[0] == '/')
        {
            target = raw;
            return true;
        }

        // The absolute form; the server has seen to it that its host is the Host header's.
        var scheme = raw.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0)
        {
            return false;
        }

        var rest = raw.AsSpan(scheme + 3);
        var end = rest.IndexOfAny('/', '?');
        target = end < 0 ? "/" : rest[end] == '/' ? rest[end..].ToString() : string.Create(CultureInfo.InvariantCulture, $"/{rest[end..]}");
        return true;
    }
}
