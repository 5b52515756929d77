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
using Orchestry.Http.Replies;

namespace Orchestry.Http.Orchestry.Apps;

/// <summary>Takes a specification, as JSON or YAML.</summary>
internal sealed class RegisterEndpoint(IOrchestrator orchestrator, AppIntake intake, BodyReader bodies)
{
    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapReply("POST", "/api/v1/apps/register", AppWriteOperations.Register, RegisterAsync).RequiresScope(Scopes.DeploymentsWrite);

    internal Task<Reply> RegisterAsync(HttpContext http) => RegisterAsync(http, (spec, outcome) => outcome.TryGet(out var registered, out var refusal)
        ? new JsonReply<AppRegisteredReply>(
            new AppRegisteredReply("Application registered successfully", spec.Name.Value, "registered"),
            ContractsJson.Wire.AppRegisteredReply,
            registered.Revision,
            registered.IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK)
        : Fault.From(refusal));

    /// <summary>Registers what the body holds, where it may be, and answers with what became of it in the caller's words.</summary>
    internal async Task<Reply> RegisterAsync(HttpContext http, Func<AppSpec, Outcome<AppRegistered>, Reply> answer)
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
        if (!http.Caller().MayUse(spec.Namespace))
        {
            return Fault.Forbidden(spec.Namespace);
        }

        if (intake.Missing(spec) is { } missing)
        {
            return Fault.From(missing);
        }

        return answer(spec, await orchestrator.RegisterAsync(spec, accepted.Document, http.RequestAborted));
    }
}
