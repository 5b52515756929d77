using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace Orchestry.Ingress.Embedded;

/// <summary>
/// Stands between the server and whoever reads and writes the bodies of an exchange, and counts the bytes. Has nothing to dispose of: what its
/// streams hand on to is the server's.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Its streams own nothing.")]
internal sealed class ExchangeBodies : IHttpResponseBodyFeature, IHttpUpgradeFeature, IHttpExtendedConnectFeature
{
    private readonly CountedStream _request = new();
    private readonly CountedStream _response = new();
    private IHttpResponseBodyFeature? _inner;
    private IHttpUpgradeFeature? _upgrade;
    private IHttpExtendedConnectFeature? _connect;

    public bool IsRequestTouched => _request.IsTouched;

    public long BytesIn => _request.BytesRead + _response.BytesRead;

    public long BytesOut => _response.BytesWritten;

    public Stream Stream => _response;

    public PipeWriter Writer => _inner!.Writer;

    public bool IsUpgradableRequest => _upgrade!.IsUpgradableRequest;

    public bool IsExtendedConnect => _connect is { IsExtendedConnect: true };

    public string? Protocol => _connect!.Protocol;

    public void Begin(IFeatureCollection features, bool hasBody)
    {
        _inner = features.Get<IHttpResponseBodyFeature>()!;
        _response.Begin(_inner.Stream);
        features.Set<IHttpResponseBodyFeature>(this);
        _request.Begin(Stream.Null);
        if (hasBody)
        {
            var request = features.GetRequiredFeature<IHttpRequestFeature>();
            _request.Begin(request.Body);
            request.Body = _request;
        }

        if (features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } upgrade)
        {
            _upgrade = upgrade;
            features.Set<IHttpUpgradeFeature>(this);
        }

        if (features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true } connect)
        {
            _connect = connect;
            features.Set<IHttpExtendedConnectFeature>(this);
        }
    }

    public void End()
    {
        (_inner, _upgrade, _connect) = (null, null, null);
        _request.Begin(Stream.Null);
        _response.Begin(Stream.Null);
    }

    public void DisableBuffering() => _inner!.DisableBuffering();

    public Task StartAsync(CancellationToken cancellationToken = default) => _inner!.StartAsync(cancellationToken);

    public Task CompleteAsync() => _inner!.CompleteAsync();

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        _inner!.SendFileAsync(path, offset, count, cancellationToken);

    public async Task<Stream> UpgradeAsync()
    {
        _response.Begin(await _upgrade!.UpgradeAsync());
        return _response;
    }

    public async ValueTask<Stream> AcceptAsync()
    {
        _response.Begin(await _connect!.AcceptAsync());
        return _response;
    }
}
