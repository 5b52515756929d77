using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;
using Orchestry.Http.Replies;

namespace Orchestry.Http.Gate;

/// <summary>
/// Has browsers let pages of the listed origins read every answer, refusals and redirects included. Whether such a page may write is for
/// <see cref="HostGuard"/> to say.
/// </summary>
internal static class CrossOrigin
{
    /// <summary>Before the gate: a preflight has no token, and is not the page's own request. Without listed origins nothing is added.</summary>
    public static void UseListedOrigins(this IApplicationBuilder app)
    {
        if (app.ApplicationServices.GetRequiredService<HttpOptions>().AllowedOrigins.Count == 0)
        {
            return;
        }

        var hosts = app.ApplicationServices.GetRequiredService<HostGuard>();
        bool IsListed(HttpContext http) => hosts.IsListed(http.Request.Headers.Origin.ToString());

        // The others are answered as if there were no list; but no cache may give their answers to a page of a listed origin.
        app.Use((http, next) =>
        {
            if (!IsListed(http))
            {
                http.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Origin);
            }

            return next(http);
        });
        app.UseWhen(IsListed, listed => listed.UseCors(policy => policy
            .SetIsOriginAllowed(hosts.IsListed)
            .WithMethods(HttpMethods.Get, HttpMethods.Post, HttpMethods.Put, HttpMethods.Delete)
            .WithHeaders(
                HeaderNames.Authorization, HeaderNames.ContentType, HeaderNames.Accept, HeaderNames.CacheControl, "Last-Event-ID", RevisionHeader.Name)
            .WithExposedHeaders(
                RevisionHeader.Name, OutcomeHeader.Name, HeaderNames.RetryAfter, HeaderNames.Date, HeaderNames.Location, "X-RateLimit-Limit", "X-RateLimit-Remaining",
                "X-RateLimit-Reset")
            .SetPreflightMaxAge(TimeSpan.FromMinutes(10))));
    }
}
