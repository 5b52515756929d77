using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orchestry.Http.Errors;
using Orchestry.Http.OpenApi;
using Orchestry.Http.Queries;
using Orchestry.Http.Replies;

namespace Orchestry.Http.Orchestry;

/// <summary>How this API's endpoints are mapped: a handler returns a reply, and every endpoint carries its documentation.</summary>
internal static class EndpointRouting
{
    public const string AppParameter = "app_name";

    /// <summary>The query parameter that says in which namespace the path's application is.</summary>
    public const string NamespaceParameter = "namespace";

    public static IEndpointConventionBuilder MapReply(
        this IEndpointRouteBuilder routes, string method, string pattern, OperationDoc doc, Func<HttpContext, Task<Reply>> handler) =>
        routes.Map(method, pattern, doc, async http => await (RefuseQuery(http, doc) ?? await handler(http)).WriteAsync(http));

    /// <summary>For handlers that have their answer at hand.</summary>
    public static IEndpointConventionBuilder MapReply(
        this IEndpointRouteBuilder routes, string method, string pattern, OperationDoc doc, Func<HttpContext, Reply> handler) =>
        routes.Map(method, pattern, doc, http => (RefuseQuery(http, doc) ?? handler(http)).WriteAsync(http));

    /// <summary>Whether the path names an application.</summary>
    public static bool NamesAnApp(this HttpContext http) => http.Request.RouteValues.ContainsKey(AppParameter);

    private static IEndpointConventionBuilder Map(this IEndpointRouteBuilder routes, string method, string pattern, OperationDoc doc, RequestDelegate handler) =>
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
