using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy.Forwarder;

namespace Orchestry.Ingress.Embedded;

/// <summary>Makes the request that is sent on out of the client's, and the client's answer out of the replica's; all but the bodies.</summary>
internal sealed class ExchangeHeaders(Exchange exchange) : HttpTransformer
{
    // The path goes on as the client wrote it: escapes that are equal to us may not be to the application.
    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };
    private string _prefix = "";
    private string? _cookie;

    public void Begin() => (_prefix, _cookie) = ("", null);

    /// <summary>Prepares for bringing the request to a replica.</summary>
    /// <param name="prefix">What is taken off the path.</param>
    /// <param name="cookie">A <c>Set-Cookie</c> header for the answer.</param>
    public void Prepare(string prefix, string? cookie) => (_prefix, _cookie) = (prefix, cookie);

    public override ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        if (proxyRequest.Content is { } body)
        {
            proxyRequest.Content = new FlushedContent(body);
        }
        else if (!Idempotence.Of(proxyRequest.Method.Method))
        {
            // A body, if an empty one, tells the connection pool not to send the request again by itself when a kept connection breaks.
            proxyRequest.Content = new ByteArrayContent([]);
        }

        proxyRequest.RequestUri = new Uri(string.Concat(destinationPrefix, exchange.Target.AsSpan(_prefix.Length)), AsWritten);
        var request = httpContext.Request;
        CopyRequestHeaders(request.Headers, proxyRequest);
        Add(proxyRequest, "X-Forwarded-For", exchange.RemoteAddress);
        Add(proxyRequest, "X-Forwarded-Proto", request.IsHttps ? "https" : "http");
        if (request.Headers.Host is { Count: > 0 } host)
        {
            Add(proxyRequest, "X-Forwarded-Host", host.ToString());
        }

        if (_prefix.Length > 0)
        {
            Add(proxyRequest, "X-Forwarded-Prefix", _prefix);
        }

        // The number that our server read, not the words: others may read them differently.
        if (proxyRequest.Content is { } content && request.Headers.TransferEncoding.Count == 0)
        {
            content.Headers.ContentLength = request.ContentLength ?? content.Headers.ContentLength;
        }

        return ValueTask.CompletedTask;
    }

    public override ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        if (proxyResponse is null)
        {
            return ValueTask.FromResult(false);
        }

        var to = httpContext.Response.Headers;
        var isChunked = proxyResponse.Headers.NonValidated.Contains("Transfer-Encoding");
        var connection = proxyResponse.Headers.NonValidated.TryGetValues("Connection", out var named) ? ValuesOf(named) : StringValues.Empty;
        var namesOthers = HopByHop.NamesOthers(connection);
        Copy(proxyResponse.Headers, to, namesOthers ? connection : StringValues.Empty);
        Copy(proxyResponse.Content.Headers, to, namesOthers ? connection : StringValues.Empty);
        if (isChunked)
        {
            to.ContentLength = null;
        }

        if (_cookie is not null)
        {
            to.Append("Set-Cookie", _cookie);
        }

        return ValueTask.FromResult(true);
    }

    public override ValueTask TransformResponseTrailersAsync(HttpContext httpContext, HttpResponseMessage proxyResponse, CancellationToken cancellationToken)
    {
        if (httpContext.Features.Get<IHttpResponseTrailersFeature>()?.Trailers is { IsReadOnly: false } trailers)
        {
            Copy(proxyResponse.TrailingHeaders, trailers, StringValues.Empty);
        }

        return ValueTask.CompletedTask;
    }

    private static void CopyRequestHeaders(IHeaderDictionary from, HttpRequestMessage to)
    {
        var connection = from.Connection;
        var namesOthers = HopByHop.NamesOthers(connection);
        foreach (var (name, values) in from)
        {
            if (name[0] == ':' || HopByHop.Includes(name) || HopByHop.IsForwarding(name)
                || (namesOthers && HopByHop.Names(connection, name) && !name.Equals("Host", StringComparison.OrdinalIgnoreCase))
                || name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            if (values.Count == 1)
            {
                Add(to, name, values.ToString());
            }
            else if (name.Equals("Cookie", StringComparison.OrdinalIgnoreCase))
            {
                // HTTP/2 may split them (RFC 9113, 8.2.3); HTTP/1.1 may not.
                Add(to, name, string.Join("; ", (IEnumerable<string?>)values));
            }
            else if (!to.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
            {
                to.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }
    }

    private static void Add(HttpRequestMessage to, string name, string value)
    {
        if (!to.Headers.TryAddWithoutValidation(name, value))
        {
            to.Content?.Headers.TryAddWithoutValidation(name, value);
        }
    }

    private static void Copy(HttpHeaders from, IHeaderDictionary to, StringValues connection)
    {
        foreach (var (name, values) in from.NonValidated)
        {
            if (!HopByHop.Includes(name) && (connection.Count == 0 || !HopByHop.Names(connection, name)))
            {
                to[name] = ValuesOf(values);
            }
        }
    }

    private static StringValues ValuesOf(HeaderStringValues values) => values.Count == 1 ? new StringValues(values.ToString()) : new StringValues([.. values]);
}
