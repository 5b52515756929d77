using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orchestry.Contracts;
using Orchestry.Contracts.Ring;
using Orchestry.Core.Access;
using Orchestry.Core.Apps;
using Orchestry.Core.Deployments;
using Orchestry.Core.Orchestration;
using Orchestry.Http.Authentication;
using Orchestry.Http.Bodies;
using Orchestry.Http.Gate;
using Orchestry.Http.Orchestry;
using Orchestry.Http.Queries;
using Orchestry.Http.Replies;
using Orchestry.Http.Ring.Errors;

namespace Orchestry.Http.Ring.Deployments;

/// <summary>Deploys and removes. Both are answered when the wish is durable: that it has come true is for the status to say.</summary>
internal sealed class DeploymentWriteEndpoints(
    IOrchestrator orchestrator, IReadModel model, DeploymentSecrets secrets, SpecDefaults defaults, AppIntake intake, BodyReader bodies)
{
    private const string Creating = "creating";
    private const string Deleted = "deleted";
    private static readonly string[] Flags = ["true", "false"];

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapReply("POST", "/deployments", DeploymentOperations.Deploy, DeployAsync).RequiresScope(Scopes.DeploymentsWrite);
        routes.MapReply("DELETE", "/deployments/{id}", DeploymentOperations.Delete, DeleteAsync).RequiresScope(Scopes.DeploymentsWrite);
    }

    private async Task<Reply> DeployAsync(HttpContext http)
    {
        var query = new QueryReader(http);
        var (createOnly, force, dryRun) = (query.Boolean("create_only"), query.Boolean("force"), query.Boolean("dry_run"));
        if (!query.IsValid())
        {
            return RingFault.Invalid(query.Violations);
        }

        var body = await bodies.ReadAsync(http);
        if (body.Fault is { } unreadable)
        {
            return unreadable;
        }

        if (body.Document is not { } document)
        {
            return RingFault.Invalid("", "A body with the deployment is required");
        }

        if (RingDeploymentReader.OtherRuntime(document) is { } other)
        {
            return new RingFault(
                RingErrors.UnsupportedRuntime.Status, RingErrors.UnsupportedRuntime.Code,
                $"There is no runtime '{other}' here; there is: {RingDeploymentReader.Runtime}");
        }

        var (deployment, violations) = RingDeploymentReader.Read(document, defaults, secrets);
        return deployment is null ? RingFault.Invalid(violations)
            : http.Caller().Objection(deployment.Spec) is { } why ? RingFault.Forbidden(why)
            : intake.Refuse(deployment.Spec) is { } missing ? RingFault.From(deployment.InTheBodysWords(missing))
            : dryRun ? Show(deployment.Spec, model.Find(deployment.Spec.Namespace, deployment.Spec.Name), deployment.Spec.Name, model.Revision, isNew: false)
            : await DeployAsync(deployment, new DeployRequest(deployment.Replicas, createOnly, force), http.RequestAborted);
    }

    private async Task<Reply> DeployAsync(RingDeployment deployment, DeployRequest request, CancellationToken cancellationToken) =>
        (await orchestrator.DeployAsync(deployment.Spec, deployment.Document, request, cancellationToken)).TryGet(out var deployed, out var refusal)
            ? Show(deployment.Spec, deployed.IsNew ? null : model.Find(deployed.App), deployed.App, deployed.Revision, deployed.IsNew)
            : RingFault.From(refusal);

    /// <summary>A new one may be further by now; its creation is answered with what was asked, which is that it be created.</summary>
    private static JsonReply<RingDeploymentReply> Show(AppSpec spec, AppSnapshot? there, AppName id, long revision, bool isNew) => new(
        new RingDeploymentReply((there?.Name ?? id).Value, spec.Name.Value, spec.Namespace.Value, there is null ? Creating : DeploymentWords.StatusOf(there)),
        ContractsJson.Wire.RingDeploymentReply,
        revision,
        isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK);

    private async Task<Reply> DeleteAsync(HttpContext http)
    {
        var query = new QueryReader(http);
        // Nobody who removes a deployment says by that that its data may go; whoever does can say so.
        var request = new RemoveRequest(query.Boolean("force"), KeepData: query.Word("keep_data", Flags) != 1);
        if (!query.IsValid())
        {
            return RingFault.Invalid(query.Violations);
        }

        if (!model.TryFind(http, out var app, out var fault))
        {
            return fault;
        }

        return (await orchestrator.BeginRemovalAsync(app.Name, request, http.RequestAborted)).TryGet(out var begun, out var refusal)
            ? new JsonReply<RingDeploymentReply>(DeploymentView.Reply(app, Deleted), ContractsJson.Wire.RingDeploymentReply, begun.Revision)
            : RingFault.From(refusal);
    }
}
