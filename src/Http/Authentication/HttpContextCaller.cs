using Microsoft.AspNetCore.Http;
using Orchestry.Core.Access;

namespace Orchestry.Http.Authentication;

/// <summary>Who sent the request; the gate has found it out before an endpoint runs.</summary>
internal static class HttpContextCaller
{
    /// <summary>Who sent it; <see cref="Core.Access.Caller.Anyone"/> where nobody is asked.</summary>
    public static Caller Caller(this HttpContext http) => http.Features.Get<Caller>() ?? Core.Access.Caller.Anyone;

    /// <summary>Says who sent it.</summary>
    public static void SetCaller(this HttpContext http, Caller caller) => http.Features.Set(caller);

    /// <summary>From which address it came, as it is shown to people.</summary>
    public static string Remote(this HttpContext http) => http.Connection.RemoteIpAddress is { } address
        ? (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString()
        : "unknown";
}
