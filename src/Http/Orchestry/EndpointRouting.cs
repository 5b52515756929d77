using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orchestry.Core.Apps;
using Orchestry.Http.Errors;
using Orchestry.Http.OpenApi;
using Orchestry.Http.Queries;
using Orchestry.Http.Replies;

namespace Orchestry.Http.Orchestry;

/// <summary>How this API's endpoints are mapped: a handler returns a reply, and every endpoint carries its documentation.</summary>
internal static class EndpointRouting
{
    public const string AppParameter = "app_name";

    public static void MapReply(
        this IEndpointRouteBuilder routes, string method, string pattern, OperationDoc doc, Func<HttpContext, Task<Reply>> handler) =>
        routes.Map(method, pattern, doc, async http => await (RefuseQuery(http, doc) ?? await handler(http)).WriteAsync(http));

    /// <summary>For handlers that have their answer at hand.</summary>
    public static void MapReply(
        this IEndpointRouteBuilder routes, string method, string pattern, OperationDoc doc, Func<HttpContext, Reply> handler) =>
        routes.Map(method, pattern, doc, http => (RefuseQuery(http, doc) ?? handler(http)).WriteAsync(http));

    /// <summary>The application that the path names; its malformed name is the client's fault, not an application we lack.</summary>
    public static bool TryGetApp(this HttpContext http, out AppName app, [NotNullWhen(false)] out Fault? fault)
    {
        fault = AppName.TryParse(http.Request.RouteValues[AppParameter] as string, out app)
            ? null
            : Fault.Invalid(
                AppParameter,
                $"must be 1 to {AppName.MaxLength} lowercase letters, digits and hyphens, with a letter or digit at both ends");
        return fault is null;
    }

    private static void Map(this IEndpointRouteBuilder routes, string method, string pattern, OperationDoc doc, RequestDelegate handler) =>
        routes.MapMethods(pattern, [method], handler).WithName(doc.Id).WithMetadata(doc, handler.Method);

    /// <summary>Endpoints that take query parameters judge them themselves; the others take none.</summary>
    private static Fault? RefuseQuery(HttpContext http, OperationDoc doc)
    {
        if (!http.Request.QueryString.HasValue || doc.Query.Count > 0)
        {
            return null;
        }

        var query = new QueryReader(http);
        return query.IsValid() ? null : Fault.Invalid(query.Violations);
    }
}
