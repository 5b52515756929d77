using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging;
using Orchestry.Core.Engine;
using Orchestry.Docker.Faults;

namespace Orchestry.Docker.Transport;

/// <summary>
/// Carries calls to the engine: version prefix, deadline, bounded answers, and every failure as a fault. Negotiates the version before the
/// first call and again after the engine was unreachable, because it may have been upgraded meanwhile.
/// </summary>
internal sealed class EngineTransport : IDisposable
{
    /// <summary>The largest answer read as a whole: a list of several thousand containers fits.</summary>
    private const int LargestAnswer = 16 * 1024 * 1024;

    private const int LargestError = 64 * 1024;

    private readonly HttpClient _http;
    private readonly DockerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly SemaphoreSlim _negotiating = new(1);
    private ApiVersion? _version;
    private bool _lost;

    public EngineTransport(DockerOptions options, TimeProvider time, ILogger log)
    {
        (_options, _time, _log) = (options, time, log);
        Endpoint = EngineEndpoint.Parse(options);
        _http = EngineHttp.Create(Endpoint, options);
    }

    public EngineEndpoint Endpoint { get; }

    /// <summary>The version in use; null before the first call and while the engine is lost.</summary>
    public ApiVersion? Version => _version;

    /// <summary>Makes a call whose answer carries nothing but success.</summary>
    public async Task<EngineResult<Done>> SendAsync(EngineRequest request, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(request.Timeout ?? _options.CallTimeout, _time, cancellationToken);
        try
        {
            var sent = await RequestAsync(request, deadline);
            if (!sent.TryGet(out var response, out var fault))
            {
                return fault;
            }

            response.Dispose();
            return Done.Value;
        }
        catch (Exception e) when (IsOfTheWorld(e))
        {
            return Translate(e, deadline, request, cancellationToken);
        }
    }

    /// <summary>Makes a call whose answer is one JSON document.</summary>
    public async Task<EngineResult<T>> SendAsync<T>(EngineRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        using var deadline = new Deadline(request.Timeout ?? _options.CallTimeout, _time, cancellationToken);
        try
        {
            var sent = await RequestAsync(request, deadline);
            if (!sent.TryGet(out var response, out var fault))
            {
                return fault;
            }

            using (response)
            {
                return await ReadJsonAsync(response, type, deadline);
            }
        }
        catch (Exception e) when (IsOfTheWorld(e))
        {
            return Translate(e, deadline, request, cancellationToken);
        }
    }

    /// <summary>Makes a call whose answer is read as it comes; <paramref name="idleTimeout"/> bounds the engine's silence in it.</summary>
    public async Task<EngineResult<EngineStream>> OpenAsync(EngineRequest request, TimeSpan idleTimeout, CancellationToken cancellationToken)
    {
        var deadline = new Deadline(request.Timeout ?? _options.CallTimeout, _time, cancellationToken);
        try
        {
            var sent = await RequestAsync(request, deadline);
            if (sent.TryGet(out var response, out var fault))
            {
                var body = await response.Content.ReadAsStreamAsync(deadline.Token);
                return new EngineStream(response, body, deadline, request, Endpoint) { IdleTimeout = idleTimeout };
            }

            deadline.Dispose();
            return fault;
        }
        catch (Exception e) when (IsOfTheWorld(e))
        {
            var fault = Translate(e, deadline, request, cancellationToken);
            deadline.Dispose();
            return fault;
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _negotiating.Dispose();
    }

    private async Task<EngineResult<HttpResponseMessage>> RequestAsync(EngineRequest request, Deadline deadline)
    {
        if (!request.HasSafePath)
        {
            return new EngineFault(EngineFaultKind.InvalidRequest, $"The engine was not asked to {request.Purpose}: no object can have that name.");
        }

        for (var attempt = 1; ; attempt++)
        {
            var negotiated = await NegotiateAsync(request, deadline);
            if (!negotiated.TryGet(out var version, out var incompatible))
            {
                return incompatible;
            }

            using var message = request.ToMessage(version);
            var response = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            if (response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.NotModified)
            {
                return response;
            }

            using (response)
            {
                var words = await ReadErrorAsync(response, deadline);
                if (EngineFaults.IsVersionRefusal(response.StatusCode, words))
                {
                    _log.VersionRefused(version.ToString());
                    _version = null;
                    if (attempt == 1 && request.IsRepeatable)
                    {
                        continue;
                    }
                }

                return EngineFaults.From(response.StatusCode, words, request);
            }
        }
    }

    private async Task<EngineResult<ApiVersion>> NegotiateAsync(EngineRequest request, Deadline deadline)
    {
        if (_version is { } known)
        {
            return known;
        }

        await _negotiating.WaitAsync(deadline.Token);
        try
        {
            if (_version is { } meanwhile)
            {
                return meanwhile;
            }

            using var message = new HttpRequestMessage(HttpMethod.Get, new Uri("/version", UriKind.Relative));
            using var response = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            if (!response.IsSuccessStatusCode)
            {
                return EngineFaults.From(response.StatusCode, await ReadErrorAsync(response, deadline), request);
            }

            var answer = await ReadJsonAsync(response, DockerJson.Default.EngineVersion, deadline);
            var negotiated = answer.Negotiate();
            if (negotiated.TryGet(out var version, out var fault))
            {
                _version = version;
                _lost = false;
                _log.EngineConnected(Endpoint.Display, answer.Version, version.ToString());
            }
            else if (!_lost)
            {
                _lost = true;
                _log.EngineLost(Endpoint.Display, fault.ToString());
            }

            return negotiated;
        }
        finally
        {
            _negotiating.Release();
        }
    }

    private EngineFault Translate(Exception error, Deadline deadline, EngineRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var fault = TransportFaults.From(error, deadline, request, Endpoint);
        if (fault.Kind is EngineFaultKind.Unreachable or EngineFaultKind.AccessDenied)
        {
            _version = null;
            if (!_lost)
            {
                _lost = true;
                _log.EngineLost(Endpoint.Display, fault.ToString());
            }
        }

        return fault;
    }

    private static async Task<T> ReadJsonAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, Deadline deadline)
    {
        await response.Content.LoadIntoBufferAsync(LargestAnswer, deadline.Token);
        var body = await response.Content.ReadAsStreamAsync(deadline.Token);
        return await JsonSerializer.DeserializeAsync(body, type, deadline.Token) ?? throw new JsonException("null where an object belongs");
    }

    private static async Task<string> ReadErrorAsync(HttpResponseMessage response, Deadline deadline)
    {
        await response.Content.LoadIntoBufferAsync(LargestError, deadline.Token);
        var body = await response.Content.ReadAsStringAsync(deadline.Token);
        try
        {
            return JsonSerializer.Deserialize(body, DockerJson.Default.EngineError)?.Message ?? body;
        }
        catch (JsonException)
        {
            // Refusals from before the API proper (wrong version, TLS) are plain text.
            return body.Trim();
        }
    }

    private static bool IsOfTheWorld(Exception error) =>
        error is HttpRequestException or IOException or JsonException or OperationCanceledException or ObjectDisposedException;
}
