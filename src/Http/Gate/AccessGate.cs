using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orchestry.Core.Access;
using Orchestry.Http.Authentication;
using Orchestry.Http.Errors;
using Orchestry.Http.Orchestry;
using Orchestry.Http.Ring;

namespace Orchestry.Http.Gate;

/// <summary>
/// Asks who it is: on the Ring API always, on everything else where <see cref="HttpOptions.IsAuthenticationRequired"/> says so. Then whether an API
/// token was allowed what the endpoint does.
/// </summary>
internal sealed class AccessGate(HttpOptions options, Callers callers, RevisionGate revisions)
{
    /// <summary>Whether anybody is asked at all.</summary>
    public bool Guards(HttpContext http) => options.IsAuthenticationRequired || RingPaths.Covers(http.Request.Path);

    /// <summary>Null when the request may go on.</summary>
    public async ValueTask<Fault?> RefuseAsync(HttpContext http, bool isWrite)
    {
        var endpoint = http.GetEndpoint();
        var access = endpoint?.Metadata.GetMetadata<EndpointAccess>();
        if (access is { Scope: null })
        {
            return null;
        }

        if (BearerToken.Of(http) is not { } token)
        {
            return Unauthorized(http, "Bearer", "A token is required, as Authorization: Bearer TOKEN; POST /login gives one");
        }

        var known = await callers.FindAsync(token);
        if (known is null && revisions.IsBehind(http))
        {
            // The token may be in what this node has not seen yet.
            if (await revisions.RefuseStrangerAsync(http) is { } behind)
            {
                return behind;
            }

            known = await callers.FindAsync(token);
        }

        if (known is not { } caller)
        {
            return Unauthorized(http, "Bearer error=\"invalid_token\"", "The token is not valid, or not any more");
        }

        http.SetCaller(caller);
        // What is no endpoint of ours, such as a path that does not exist, is explained to whoever it is.
        return caller.Kind == CallerKind.Token && endpoint is RouteEndpoint
            ? Judge(caller, access ?? Otherwise(http, isWrite))
            : null;
    }

    private static Fault? Judge(Caller caller, EndpointAccess? access)
    {
        if (access?.Scope is not { } scope)
        {
            return Fault.Forbidden("This is not for API tokens; log in");
        }

        return !caller.MayUse(scope) ? Fault.Forbidden($"The token was not given the scope '{scope}'")
            : caller.IsBound && !access.IsOfNamespace
                ? Fault.Forbidden($"This is about no single namespace, and the token is bound to {string.Join(", ", caller.Namespaces)}")
            : null;
    }

    /// <summary>What holds for an endpoint that says nothing: of the Ring API it is not for tokens, of the other it reads or writes.</summary>
    private static EndpointAccess? Otherwise(HttpContext http, bool isWrite) => RingPaths.Covers(http.Request.Path)
        ? null
        : new EndpointAccess(isWrite ? Scopes.DeploymentsWrite : Scopes.DeploymentsRead, http.NamesAnApp());

    private static Fault Unauthorized(HttpContext http, string challenge, string details)
    {
        http.Response.Headers.WWWAuthenticate = challenge;
        return new Fault(ErrorCatalog.Unauthorized, details);
    }
}
