using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Orchestry.Core.Apps;
using Orchestry.Core.Namespaces;
using Orchestry.Core.Orchestration;
using Orchestry.Http.Authentication;
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

    /// <summary>
    /// What the cluster calls the application that the path names, in the namespace that the query names. Its malformed name is the client's fault, not
    /// an application we lack.
    /// </summary>
    public static bool TryGetApp(this HttpContext http, out AppName app, [NotNullWhen(false)] out Fault? fault)
    {
        if (!AppName.TryParse(http.Request.RouteValues[AppParameter] as string, out app))
        {
            fault = Fault.Invalid(
                AppParameter,
                $"must be 1 to {AppName.MaxLength} lowercase letters, digits and hyphens, with a letter or digit at both ends");
            return false;
        }

        var @namespace = NamespaceName.Default;
        if (http.Request.Query.TryGetValue(NamespaceParameter, out var named) && !NamespaceName.TryParse(named, out @namespace))
        {
            fault = Fault.Invalid(NamespaceParameter, NamespaceName.Rule);
            return false;
        }

        if (!http.Caller().MayUse(@namespace))
        {
            fault = Fault.Forbidden(@namespace);
            return false;
        }

        var model = http.RequestServices.GetRequiredService<IReadModel>();
        if (model.Find(@namespace, app) is { } found)
        {
            app = found.Name;
            fault = null;
            return true;
        }

        // One that is not shown may be about to be: whoever is asked for it knows. That of another namespace is not the one meant.
        fault = @namespace.IsDefault && model.Find(app) is null ? null : Fault.From(Refusal.NotFound(app.Value, @namespace));
        return fault is null;
    }

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
