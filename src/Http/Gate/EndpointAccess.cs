using Microsoft.AspNetCore.Builder;

namespace Orchestry.Http.Gate;

/// <summary>Who may use an endpoint; put on it as metadata. Without any, only who has logged in may, and no API token.</summary>
/// <param name="Scope">What an API token must have been allowed; null: nobody is asked who it is.</param>
/// <param name="IsOfNamespace">
/// Whether the endpoint is about what is in namespaces and looks itself whether the caller may use them; others are not for a token that is bound to some.
/// </param>
internal sealed record EndpointAccess(string? Scope, bool IsOfNamespace)
{
    public static EndpointAccess Open { get; } = new(null, IsOfNamespace: true);
}

/// <summary>How endpoints say it.</summary>
internal static class EndpointAccessExtensions
{
    /// <summary>For an endpoint that looks itself whether <c>http.Caller()</c> may use the namespace it is about.</summary>
    public static T RequiresScope<T>(this T endpoint, string scope)
        where T : IEndpointConventionBuilder => endpoint.WithMetadata(new EndpointAccess(scope, IsOfNamespace: true));

    /// <summary>For an endpoint that is about no namespace, or about all of them.</summary>
    public static T RequiresScopeEverywhere<T>(this T endpoint, string scope)
        where T : IEndpointConventionBuilder => endpoint.WithMetadata(new EndpointAccess(scope, IsOfNamespace: false));

    /// <summary>For an endpoint that nobody needs a token for.</summary>
    public static T IsOpen<T>(this T endpoint)
        where T : IEndpointConventionBuilder => endpoint.WithMetadata(EndpointAccess.Open);
}
