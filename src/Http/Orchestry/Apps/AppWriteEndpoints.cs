using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orchestry.Contracts;
using Orchestry.Contracts.Apps;
using Orchestry.Core.Apps;
using Orchestry.Core.Orchestration;
using Orchestry.Http.Bodies;
using Orchestry.Http.Errors;
using Orchestry.Http.Queries;
using Orchestry.Http.Replies;

namespace Orchestry.Http.Orchestry.Apps;

/// <summary>Start, stop, scale, remove: each passes one wish on and answers with what became of it.</summary>
internal sealed class AppWriteEndpoints(IOrchestrator orchestrator, IReadModel model, BodyReader bodies)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapReply(
            "POST", "/api/v1/apps/{app_name}/start", AppWriteOperations.Start,
            http => WithBodyAsync(http, AppRequestParser.Start, StartAsync));
        routes.MapReply(
            "POST", "/api/v1/apps/{app_name}/stop", AppWriteOperations.Stop,
            http => WithBodyAsync(http, AppRequestParser.Stop, StopAsync));
        routes.MapReply(
            "POST", "/api/v1/apps/{app_name}/scale", AppWriteOperations.Scale,
            http => WithBodyAsync(http, AppRequestParser.Scale, ScaleAsync));
        routes.MapReply("DELETE", "/api/v1/apps/{app_name}", AppWriteOperations.Remove, RemoveAsync);
    }

    private async Task<Reply> WithBodyAsync<T>(
        HttpContext http, Func<JsonElement?, List<Violation>, T> parse, Func<AppName, T, CancellationToken, Task<Reply>> act)
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
        var request = parse(body.Document, violations);
        return violations.Count > 0 ? Fault.Invalid(violations) : await act(app, request, http.RequestAborted);
    }

    private async Task<Reply> StartAsync(AppName app, StartRequest request, CancellationToken cancellationToken) =>
        (await orchestrator.StartAsync(app, request, cancellationToken)).TryGet(out var started, out var refusal)
            ? new JsonReply<AppStartedReply>(
                new AppStartedReply("Application started successfully", app.Value, started.Replicas, "running"),
                ContractsJson.Wire.AppStartedReply,
                started.Revision)
            : Fault.From(refusal);

    private async Task<Reply> StopAsync(AppName app, StopRequest request, CancellationToken cancellationToken) =>
        (await orchestrator.StopAsync(app, request, cancellationToken)).TryGet(out var stopped, out var refusal)
            ? new JsonReply<AppStoppedReply>(
                new AppStoppedReply("Application stopped successfully", app.Value, "stopped"),
                ContractsJson.Wire.AppStoppedReply,
                stopped.Revision)
            : Fault.From(refusal);

    private async Task<Reply> ScaleAsync(AppName app, ScaleRequest request, CancellationToken cancellationToken) =>
        (await orchestrator.ScaleAsync(app, request, cancellationToken)).TryGet(out var scaled, out var refusal)
            ? new JsonReply<AppScaledReply>(
                new AppScaledReply(
                    "Application scaled successfully", app.Value, scaled.Previous, scaled.Current, Math.Round(scaled.Took.TotalSeconds, 3)),
                ContractsJson.Wire.AppScaledReply,
                scaled.Revision)
            : Fault.From(refusal);

    private async Task<Reply> RemoveAsync(HttpContext http)
    {
        var query = new QueryReader(http);
        var request = new RemoveRequest(query.Boolean("force"), query.Boolean("keep_data"));
        if (!model.TryGetApp(http, out var app, out var malformed))
        {
            return malformed;
        }

        if (!query.IsValid())
        {
            return Fault.Invalid(query.Violations);
        }

        return (await orchestrator.RemoveAsync(app, request, http.RequestAborted)).TryGet(out var removed, out var refusal)
            ? new JsonReply<AppRemovedReply>(
                new AppRemovedReply("Application removed successfully", app.Value, removed.ContainersRemoved, removed.VolumesRemoved),
                ContractsJson.Wire.AppRemovedReply,
                removed.Revision)
            : Fault.From(refusal);
    }
}
