using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orchestry.Contracts;
using Orchestry.Contracts.Config;
using Orchestry.Core.Access;
using Orchestry.Core.Apps;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Settings;
using Orchestry.Http.Bodies;
using Orchestry.Http.Errors;
using Orchestry.Http.Gate;
using Orchestry.Http.Replies;

namespace Orchestry.Http.Orchestry.Config;

/// <summary>The controller's configuration: what is in force, and changes for the next start.</summary>
internal sealed class ConfigEndpoints(IControllerConfig config, IReadModel model, BodyReader bodies)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapReply("GET", "/api/v1/config", ConfigOperations.Get, Get);
        routes.MapReply("PUT", "/api/v1/config", ConfigOperations.Update, UpdateAsync).RequiresScopeEverywhere(Scopes.Admin);
    }

    private Reply Get(HttpContext http) =>
        new JsonReply<ConfigBody>(ConfigView.Of(config.Current), ContractsJson.Wire.ConfigBody, model.Revision);

    private async Task<Reply> UpdateAsync(HttpContext http)
    {
        var body = await bodies.ReadAsync(http);
        if (body.Fault is { } unreadable)
        {
            return unreadable;
        }

        var violations = new List<Violation>();
        var patch = ConfigPatchParser.Parse(body.Document, violations);
        if (violations.Count > 0)
        {
            return Fault.Invalid(violations);
        }

        return (await config.UpdateAsync(patch, http.RequestAborted)).TryGet(out var next, out var refusal)
            ? new JsonReply<ConfigChangedReply>(
                new ConfigChangedReply("Configuration updated successfully", RestartRequired: true, ConfigView.Of(next)),
                ContractsJson.Wire.ConfigChangedReply,
                model.Revision)
            : Fault.From(refusal);
    }
}
