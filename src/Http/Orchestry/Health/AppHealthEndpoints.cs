using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orchestry.Contracts;
using Orchestry.Contracts.Health;
using Orchestry.Core.Apps;
using Orchestry.Core.Orchestration;
using Orchestry.Http.Errors;
using Orchestry.Http.Orchestry.Apps;
using Orchestry.Http.Replies;

namespace Orchestry.Http.Orchestry.Health;

/// <summary>An application's health as last seen, and a probe of it on demand.</summary>
internal sealed class AppHealthEndpoints(IReadModel model, IOrchestrator orchestrator)
{
    private readonly AppReplyCache _health = new(app => KeptReply.Of(AppHealthView.Of(app), ContractsJson.Wire.AppHealth, model));

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapReply("GET", "/api/v1/apps/{app_name}/health", HealthOperations.Get, Get);
        routes.MapReply("POST", "/api/v1/apps/{app_name}/health/check", HealthOperations.Check, CheckAsync);
    }

    private Reply Get(HttpContext http) => model.TryFindApp(http, out var app, out var fault) ? _health.Of(app) : fault;

    private async Task<Reply> CheckAsync(HttpContext http)
    {
        if (!model.TryGetApp(http, out var app, out var malformed))
        {
            return malformed;
        }

        return (await orchestrator.CheckHealthAsync(app, http.RequestAborted)).TryGet(out var found, out var refusal)
            ? new JsonReply<HealthCheckReply>(
                new HealthCheckReply("Health check triggered", app.Value, found.Checked, found.Healthy, found.Unhealthy),
                ContractsJson.Wire.HealthCheckReply,
                model.Revision)
            : Fault.From(refusal);
    }
}
