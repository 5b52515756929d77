using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orchestry.Contracts;
using Orchestry.Contracts.Apps;
using Orchestry.Core.Access;
using Orchestry.Core.Apps;
using Orchestry.Core.Orchestration;
using Orchestry.Http.Authentication;
using Orchestry.Http.Bodies;
using Orchestry.Http.Errors;
using Orchestry.Http.Gate;
using Orchestry.Http.Queries;
using Orchestry.Http.Replies;

namespace Orchestry.Http.Orchestry.Apps;

/// <summary>Takes a specification, as JSON or YAML.</summary>
internal sealed class RegisterEndpoint(IOrchestrator orchestrator, AppIntake intake, BodyReader bodies)
{
    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapReply("POST", "/api/v1/apps/register", AppWriteOperations.Register, RegisterAsync).RequiresScope(Scopes.DeploymentsWrite);

    /// <summary>Registers what the body holds, where it may be, and answers with what became of it in the caller's words.</summary>
    internal Task<Reply> RegisterAsync(HttpContext http, Func<AppSpec, Outcome<AppRegistered>, Reply> answer) => ReadAsync(
        http, async accepted => answer(accepted.Spec, await orchestrator.RegisterAsync(accepted.Spec, accepted.Document, http.RequestAborted)));

    internal Task<Reply> RegisterAsync(HttpContext http)
    {
        var query = new QueryReader(http);
        var dryRun = query.Boolean("dry_run");
        return !query.IsValid() ? Task.FromResult<Reply>(Fault.Invalid(query.Violations))
            : dryRun ? ReadAsync(http, accepted => Task.FromResult<Reply>(Reply("The specification is valid; nothing was changed", accepted.Spec, "valid")))
            : RegisterAsync(http, (spec, outcome) => outcome.TryGet(out var registered, out var refusal)
                ? Reply("Application registered successfully", spec, "registered", registered)
                : Fault.From(refusal));
    }

    private static JsonReply<AppRegisteredReply> Reply(string message, AppSpec spec, string status, AppRegistered? registered = null) => new(
        new AppRegisteredReply(message, spec.Name.Value, status),
        ContractsJson.Wire.AppRegisteredReply,
        registered?.Revision,
        registered is { IsNew: true } ? StatusCodes.Status201Created : StatusCodes.Status200OK);

    /// <summary>Goes on with the specification that the body holds, where it is a good one and may be here.</summary>
    private async Task<Reply> ReadAsync(HttpContext http, Func<AcceptedSpec, Task<Reply>> goOn)
    {
        var body = await bodies.ReadAsync(http);
        if (body.Fault is { } unreadable)
        {
            return unreadable;
        }

        if (body.Document is not { } document)
        {
            return Fault.Invalid("", "A body with the application's specification is required");
        }

        if (!intake.Read(document).TryGet(out var accepted, out var invalid))
        {
            return Fault.From(invalid);
        }

        var spec = accepted.Spec;
        if (http.Caller().Objection(spec) is { } why)
        {
            return Fault.Forbidden(why);
        }

        if (intake.Refuse(spec) is { } missing)
        {
            return Fault.From(missing);
        }

        return await goOn(accepted);
    }
}
