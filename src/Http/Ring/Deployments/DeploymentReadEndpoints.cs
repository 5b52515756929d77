using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orchestry.Contracts;
using Orchestry.Contracts.Ring;
using Orchestry.Core.Access;
using Orchestry.Core.Apps;
using Orchestry.Core.Deployments;
using Orchestry.Http.Authentication;
using Orchestry.Http.Gate;
using Orchestry.Http.Orchestry;
using Orchestry.Http.Queries;
using Orchestry.Http.Replies;
using Orchestry.Http.Ring.Errors;

namespace Orchestry.Http.Ring.Deployments;

/// <summary>All deployments, and one: from the read model, on any node.</summary>
internal sealed class DeploymentReadEndpoints(IReadModel model, DeploymentSecrets secrets, TimeProvider time)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapReply("GET", "/deployments", DeploymentOperations.List, List).RequiresScope(Scopes.DeploymentsRead);
        routes.MapReply("GET", "/deployments/{id}", DeploymentOperations.Get, Get).RequiresScope(Scopes.DeploymentsRead);
    }

    private Reply List(HttpContext http)
    {
        var query = new QueryReader(http);
        var isMeant = query.Namespaces(http.Caller());
        var statuses = query.AllWords("status", DeploymentWords.Statuses);
        var kinds = query.AllWords("kind", DeploymentWords.Kinds);
        if (!query.IsValid())
        {
            return RingFault.Invalid(query.Violations);
        }

        var (revision, now) = (model.Revision, time.GetUtcNow());
        var shown = model.Apps.Where(app =>
            isMeant(app.Spec.Namespace)
            && (statuses.Count == 0 || statuses.Contains((int)DeploymentJudge.Of(app)))
            && (kinds.Count == 0 || kinds.Contains(app.Spec.Type == WorkloadType.Job ? 1 : 0)));
        return new JsonReply<RingDeploymentSummary[]>(
            [.. shown.Select(app => DeploymentView.Summary(app, now))], ContractsJson.Wire.RingDeploymentSummaryArray, revision);
    }

    private Reply Get(HttpContext http)
    {
        var revision = model.Revision;
        return model.TryFind(http, out var app, out var fault)
            ? new JsonReply<RingDeploymentDetail>(
                DeploymentView.Detail(app, secrets, http.Caller().MayUse(Scopes.DeploymentsWrite), time.GetUtcNow()),
                ContractsJson.Wire.RingDeploymentDetail,
                revision)
            : fault;
    }
}
