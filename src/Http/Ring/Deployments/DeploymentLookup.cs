using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Orchestry.Core.Apps;
using Orchestry.Core.Orchestration;
using Orchestry.Http.Authentication;
using Orchestry.Http.Ring.Errors;

namespace Orchestry.Http.Ring.Deployments;

/// <summary>Finds the deployment that a path names.</summary>
internal static class DeploymentLookup
{
    /// <summary>The deployment, or why the caller gets none.</summary>
    public static bool TryFind(this IReadModel model, HttpContext http, [NotNullWhen(true)] out AppSnapshot? app, [NotNullWhen(false)] out RingFault? fault)
    {
        var id = http.Request.RouteValues["id"] as string ?? "";
        app = AppName.TryParse(id, out var name) ? model.Find(name) : null;
        fault = app is null ? RingFault.From(Refusal.NotFound(id))
            : http.Caller().MayUse(app.Spec.Namespace) ? null
            : RingFault.Forbidden(app.Spec.Namespace);
        return fault is null && app is not null;
    }
}
