using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orchestry.Contracts;
using Orchestry.Contracts.Scaling;
using Orchestry.Core.Apps;
using Orchestry.Core.Journal;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Scaling.Explained;
using Orchestry.Http.Bodies;
using Orchestry.Http.Errors;
using Orchestry.Http.Orchestry.Apps;
using Orchestry.Http.Queries;
using Orchestry.Http.Replies;

namespace Orchestry.Http.Orchestry.Scaling;

/// <summary>An application's scaling policy, and what the autoscaler has made of it.</summary>
internal sealed class ScalingEndpoints(IOrchestrator orchestrator, IReadModel model, IEventReader events, BodyReader bodies, TimeProvider time)
{
    public const int DefaultLimit = 100;
    public const int LargestLimit = 1000;
    private readonly AppReplyCache _policies = new(app => KeptReply.Of(ScalingView.Of(app), ContractsJson.Wire.AppScaling, model));

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapReply("GET", "/api/v1/apps/{app_name}/scaling", ScalingOperations.Get, Get);
        routes.MapReply("PUT", "/api/v1/apps/{app_name}/scaling", ScalingOperations.Update, UpdateAsync);
        routes.MapReply("GET", "/api/v1/apps/{app_name}/scaling/decisions", ScalingOperations.Decisions, DecisionsAsync);
    }

    private Reply Get(HttpContext http) => model.TryFindApp(http, out var app, out var fault) ? _policies.Of(app) : fault;

    private async Task<Reply> UpdateAsync(HttpContext http)
    {
        if (!model.TryGetApp(http, out var app, out var malformed))
        {
            return malformed;
        }

        var body = await bodies.ReadAsync(http);
        if (body.Fault is { } unreadable)
        {
            return unreadable;
        }

        var violations = new List<Violation>();
        var patch = ScalingPolicyParser.ParseChange(body.Document, violations);
        if (violations.Count > 0)
        {
            return Fault.Invalid(violations);
        }

        return (await orchestrator.SetPolicyAsync(app, patch, http.RequestAborted)).TryGet(out var changed, out var refusal)
            ? new JsonReply<ScalingChangedReply>(ScalingView.Of(app, changed), ContractsJson.Wire.ScalingChangedReply, changed.Revision)
            : Fault.From(refusal);
    }

    private async Task<Reply> DecisionsAsync(HttpContext http)
    {
        if (!model.TryGetApp(http, out var name, out var malformed))
        {
            return malformed;
        }

        var query = new QueryReader(http);
        var since = query.Since(time.GetUtcNow());
        var limit = query.Integer("limit", 1, LargestLimit, DefaultLimit);
        if (!query.IsValid())
        {
            return Fault.Invalid(query.Violations);
        }

        var revision = model.Revision;
        if (model.Find(name) is not { } app)
        {
            return Fault.From(Refusal.NotFound(name.Value));
        }

        var page = await DecisionPage.ReadAsync(events, name.Value, app.OwnSince(since), limit, http.RequestAborted);
        return new JsonReply<ScalingDecisions>(ScalingView.Of(name, page), ContractsJson.Wire.ScalingDecisions, revision);
    }
}
