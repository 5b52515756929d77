using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Orchestry.Core.Apps;
using Orchestry.Core.Namespaces;
using Orchestry.Core.Orchestration;
using Orchestry.Http.Authentication;
using Orchestry.Http.Errors;

namespace Orchestry.Http.Orchestry.Apps;

/// <summary>Finds the application that the path names, in the namespace that the query names.</summary>
internal static class AppLookup
{
    /// <summary>
    /// What the cluster calls it. A malformed name is the client's fault, not an application we lack; one that is not shown may be about to be, which whoever
    /// is asked for it knows.
    /// </summary>
    public static bool TryGetApp(this IReadModel model, HttpContext http, out AppName app, [NotNullWhen(false)] out Fault? fault)
    {
        fault = model.Find(http, out app, out var shown);
        if (shown is not null)
        {
            app = shown.Name;
        }

        return fault is null;
    }

    /// <summary>The application as it is shown.</summary>
    public static bool TryFindApp(
        this IReadModel model, HttpContext http, [NotNullWhen(true)] out AppSnapshot? app, [NotNullWhen(false)] out Fault? fault)
    {
        fault = model.Find(http, out var name, out app) ?? (app is null ? Fault.From(Refusal.NotFound(name.Value)) : null);
        return app is not null;
    }

    private static Fault? Find(this IReadModel model, HttpContext http, out AppName name, out AppSnapshot? shown)
    {
        shown = null;
        if (!AppName.TryParse(http.Request.RouteValues[EndpointRouting.AppParameter] as string, out name))
        {
            return Fault.Invalid(
                EndpointRouting.AppParameter,
                $"must be 1 to {AppName.MaxLength} lowercase letters, digits and hyphens, with a letter or digit at both ends");
        }

        var @namespace = NamespaceName.Default;
        // Most requests have no query, and to look into one costs something.
        if (http.Request.QueryString.HasValue
            && http.Request.Query.TryGetValue(EndpointRouting.NamespaceParameter, out var named) && !NamespaceName.TryParse(named, out @namespace))
        {
            return Fault.Invalid(EndpointRouting.NamespaceParameter, NamespaceName.Rule);
        }

        if (!http.Caller().MayUse(@namespace))
        {
            return Fault.Forbidden(@namespace);
        }

        shown = model.Find(@namespace, name);
        // The one that the cluster calls so may be of another namespace, and is not the one meant.
        return shown is not null || (@namespace.IsDefault && model.Find(name) is null) ? null : Fault.From(Refusal.NotFound(name.Value, @namespace));
    }
}
