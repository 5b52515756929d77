using Microsoft.AspNetCore.Http;
using Orchestry.Http.OpenApi;
using Orchestry.Http.Streams;

namespace Orchestry.Http.Authentication;

/// <summary>
/// Where a request carries its token: <c>Authorization: Bearer TOKEN</c> (RFC 6750); for streams also the query parameter <c>access_token</c>, because a
/// browser can give neither a WebSocket nor an event source a header. Queries are never logged.
/// </summary>
internal static class BearerToken
{
    /// <summary>The query parameter.</summary>
    public const string Parameter = "access_token";

    /// <summary>Longer than any of ours. What is longer is not looked at.</summary>
    public const int Longest = 4096;

    private const string Scheme = "Bearer ";

    /// <summary>The token, or null.</summary>
    public static string? Of(HttpContext http)
    {
        var header = http.Request.Headers.Authorization;
        if (header.Count > 0)
        {
            return header is [{ } text] && text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? Usable(text[Scheme.Length..].Trim()) : null;
        }

        return MayBeInQuery(http) && http.Request.Query.TryGetValue(Parameter, out var values) && values is [{ } value] ? Usable(value) : null;
    }

    /// <summary>Whether it may stand in the query: where a stream is asked for, and there is one.</summary>
    public static bool MayBeInQuery(HttpContext http) =>
        StreamReply.IsAskedFor(http) && http.GetEndpoint()?.Metadata.GetMetadata<OperationDoc>() is { IsStream: true };

    private static string? Usable(string token) => token.Length is > 0 and <= Longest ? token : null;
}
