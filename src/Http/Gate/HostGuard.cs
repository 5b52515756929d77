using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Orchestry.Http.Bodies;
using Orchestry.Http.Errors;

namespace Orchestry.Http.Gate;

/// <summary>
/// Keeps pages of the open web from using the operator's browser against an API without authentication: by a name of theirs that resolves
/// to 127.0.0.1 (DNS rebinding), or by a form or script that writes, or reads by a WebSocket, across sites (CSRF).
/// </summary>
internal sealed class HostGuard(HttpOptions options)
{
    private readonly FrozenSet<string> _hosts = options.AllowedHosts.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    private readonly FrozenSet<string> _origins = options.AllowedOrigins.ToFrozenSet(StringComparer.Ordinal);
    private readonly bool _anyHost = options.AllowedHosts.Contains(HttpOptions.AnyHost);

    /// <summary>Whether pages of this origin may use the API as its own do.</summary>
    public bool IsListed(string origin) => _origins.Contains(origin);

    public Fault? Refuse(HttpRequest request, bool isWrite)
    {
        if (!_anyHost && !_hosts.Contains(request.Host.Host))
        {
            return new Fault(
                ErrorCatalog.ForbiddenHost,
                $"The Host header names {Quoted.Of(request.Host.Host)}; served here: {string.Join(", ", options.AllowedHosts)}");
        }

        // A browser lets any page open a WebSocket and read it: the server must look who asks.
        return request.Headers.Origin is { Count: > 0 } origin && (isWrite || request.HttpContext.WebSockets.IsWebSocketRequest)
            && !IsSame(request, origin.ToString()) && !IsListed(origin.ToString())
            ? new Fault(ErrorCatalog.ForbiddenOrigin, $"A page of {Quoted.Of(origin.ToString())} may not {(isWrite ? "write" : "open a WebSocket")} here")
            : null;
    }

    private static bool IsSame(HttpRequest request, string origin) =>
        string.Equals(origin, $"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase);
}
