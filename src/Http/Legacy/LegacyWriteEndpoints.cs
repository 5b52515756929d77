using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orchestry.Contracts;
using Orchestry.Contracts.Legacy;
using Orchestry.Core.Apps;
using Orchestry.Core.Orchestration;
using Orchestry.Http.Bodies;
using Orchestry.Http.Errors;
using Orchestry.Http.Orchestry;
using Orchestry.Http.Orchestry.Apps;
using Orchestry.Http.Replies;

namespace Orchestry.Http.Legacy;

/// <summary>What the command line of Orchestry 1.0 changes. Every success answers 200, and, as there, when it has come true.</summary>
internal sealed class LegacyWriteEndpoints(IOrchestrator orchestrator, IReadModel model, RegisterEndpoint register, BodyReader bodies)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapReply("POST", "/apps/register", LegacyOperations.Register, RegisterAsync);
        routes.MapReply("POST", "/apps/{app_name}/up", LegacyOperations.Up, UpAsync);
        routes.MapReply("POST", "/apps/{app_name}/down", LegacyOperations.Down, DownAsync);
        routes.MapReply("POST", "/apps/{app_name}/scale", LegacyOperations.Scale, ScaleAsync);
        routes.MapReply("POST", "/apps/{app_name}/policy", LegacyOperations.Policy, PolicyAsync);
        routes.MapReply("DELETE", "/apps/{app_name}", LegacyOperations.Delete, DeleteAsync);
    }

    // There, whoever registered the same again was told that it is registered.
    private Task<Reply> RegisterAsync(HttpContext http) => register.RegisterAsync(http, (spec, outcome) =>
        outcome.TryGet(out var registered, out var refusal) || refusal.Kind == RefusalKind.AppAlreadyExists
            ? new JsonReply<LegacyRegistered>(
                new LegacyRegistered("registered", spec.Name.Value, refusal?.Details ?? "Application registered successfully"),
                ContractsJson.Wire.LegacyRegistered,
                registered?.Revision)
            : Fault.From(refusal));

    private async Task<Reply> UpAsync(HttpContext http)
    {
        if (!model.TryGetApp(http, out var app, out var malformed))
        {
            return malformed;
        }

        var before = model.Find(app)?.CurrentReplicas ?? 0;
        return (await orchestrator.StartAsync(app, new StartRequest(null, Wait: true, Patience), http.RequestAborted)).TryGet(out var started, out var refusal)
            ? new JsonReply<LegacyStarted>(
                new LegacyStarted("started", app.Value, started.Replicas, Math.Min(before, started.Replicas), Math.Max(started.Replicas - before, 0)),
                ContractsJson.Wire.LegacyStarted,
                started.Revision)
            : Fault.From(refusal);
    }

    private async Task<Reply> DownAsync(HttpContext http)
    {
        if (!model.TryGetApp(http, out var app, out var malformed))
        {
            return malformed;
        }

        var before = model.Find(app)?.CurrentReplicas ?? 0;
        return (await orchestrator.StopAsync(app, new StopRequest(Force: false, Grace), http.RequestAborted)).TryGet(out var stopped, out var refusal)
            ? new JsonReply<LegacyStopped>(new LegacyStopped("stopped", app.Value, before), ContractsJson.Wire.LegacyStopped, stopped.Revision)
            : Fault.From(refusal);
    }

    private Task<Reply> ScaleAsync(HttpContext http) => WithBodyAsync(
        http,
        (body, violations) =>
        {
            var fields = ObjectReader.Of(body, violations);
            var replicas = fields.Integer("replicas", 0, 100, isRequired: true) ?? 0;
            fields.RefuseOthers();
            return replicas;
        },
        async (app, replicas) => (await orchestrator.ScaleAsync(app, new ScaleRequest(replicas, Wait: true, Patience), http.RequestAborted))
            .TryGet(out var scaled, out var refusal)
            ? new JsonReply<LegacyScaled>(
                new LegacyScaled(scaled.Previous == scaled.Current ? "no_change" : "scaled", app.Value, scaled.Current),
                ContractsJson.Wire.LegacyScaled,
                scaled.Revision)
            : Fault.From(refusal));

    private Task<Reply> PolicyAsync(HttpContext http)
    {
        JsonElement policy = default;
        return WithBodyAsync(
            http,
            (body, violations) =>
            {
                policy = body is { ValueKind: JsonValueKind.Object } document && document.TryGetProperty("policy", out var given) ? given : default;
                return LegacyPolicyParser.Parse(body, violations);
            },
            async (app, patch) => (await orchestrator.SetPolicyAsync(app, patch, http.RequestAborted)).TryGet(out var changed, out var refusal)
                ? new JsonReply<LegacyPolicy>(new LegacyPolicy("updated", app.Value, policy), ContractsJson.Wire.LegacyPolicy, changed.Revision)
                : Fault.From(refusal));
    }

    private async Task<Reply> DeleteAsync(HttpContext http)
    {
        if (!model.TryGetApp(http, out var app, out var malformed))
        {
            return malformed;
        }

        // There, an application's volumes outlived it.
        return (await orchestrator.RemoveAsync(app, new RemoveRequest(Force: false, KeepData: true), http.RequestAborted)).TryGet(out var removed, out var refusal)
            ? new JsonReply<LegacyDeleted>(
                new LegacyDeleted("deleted", app.Value, $"Application {app} deleted successfully"), ContractsJson.Wire.LegacyDeleted, removed.Revision)
            : Fault.From(refusal);
    }

    private async Task<Reply> WithBodyAsync<T>(HttpContext http, Func<JsonElement?, List<Violation>, T> parse, Func<AppName, T, Task<Reply>> act)
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
        return violations.Count > 0 ? Fault.Invalid(violations) : await act(app, request);
    }
}
