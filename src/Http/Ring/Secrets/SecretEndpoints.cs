using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orchestry.Contracts;
using Orchestry.Contracts.Ring;
using Orchestry.Core.Access;
using Orchestry.Core.Apps;
using Orchestry.Core.Namespaces;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Secrets;
using Orchestry.Http.Authentication;
using Orchestry.Http.Bodies;
using Orchestry.Http.Gate;
using Orchestry.Http.Orchestry;
using Orchestry.Http.Queries;
using Orchestry.Http.Replies;
using Orchestry.Http.Ring.Errors;

namespace Orchestry.Http.Ring.Secrets;

/// <summary>Secrets: values that deployments get as variables. No answer holds one.</summary>
internal sealed class SecretEndpoints(ISecrets secrets, IReadModel model, BodyReader bodies)
{
    private const string Kind = "secret";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapReply("GET", "/secrets", SecretOperations.List, List).RequiresScope(Scopes.SecretsRead);
        routes.MapReply("POST", "/secrets", SecretOperations.Create, CreateAsync).RequiresScope(Scopes.SecretsWrite);
        routes.MapReply("GET", "/secrets/{id}", SecretOperations.Get, Get).RequiresScope(Scopes.SecretsRead);
        routes.MapReply("PUT", "/secrets/{id}", SecretOperations.Rotate, RotateAsync).RequiresScope(Scopes.SecretsWrite);
        routes.MapReply("DELETE", "/secrets/{id}", SecretOperations.Remove, RemoveAsync).RequiresScope(Scopes.SecretsWrite);
    }

    private Reply List(HttpContext http) => ResourceBody.Filter(http, out var fault) is { } isMeant
        ? new JsonReply<RingSecret[]>(
            [.. secrets.All.Where(s => isMeant(s.Namespace)).Select(Show)], ContractsJson.Wire.RingSecretArray, model.Revision)
        : fault!;

    private Reply Get(HttpContext http)
    {
        var found = secrets.Find(http.Id());
        return ResourceBody.Missing(http, found?.Namespace, Kind) is { } missing
            ? RingFault.From(missing)
            : new JsonReply<RingSecret>(Show(found!), ContractsJson.Wire.RingSecret, model.Revision);
    }

    private async Task<Reply> CreateAsync(HttpContext http)
    {
        var (name, @namespace, value) = ("", NamespaceName.Default, "");
        if (await bodies.ReadAsync(http, fields => (name, @namespace, value) = (fields.Name(), fields.Namespace(), Value(fields))) is { } wrong)
        {
            return wrong;
        }

        if (!http.Caller().MayUse(@namespace))
        {
            return RingFault.Forbidden(@namespace);
        }

        return (await secrets.CreateAsync(@namespace, name, value, http.RequestAborted)).TryGet(out var created, out var refusal)
            ? new JsonReply<RingCreatedSecret>(
                new RingCreatedSecret(created.Id, created.CreatedAt, created.Namespace.Value, created.Name),
                ContractsJson.Wire.RingCreatedSecret,
                created.Revision,
                StatusCodes.Status201Created)
            : RingFault.From(refusal);
    }

    private async Task<Reply> RotateAsync(HttpContext http)
    {
        var value = "";
        return await bodies.ReadAsync(http, fields => value = Value(fields)) is { } wrong ? wrong
            : ResourceBody.Missing(http, secrets.Find(http.Id())?.Namespace, Kind) is { } missing ? RingFault.From(missing)
            : Of(await secrets.RotateAsync(http.Id(), value, http.RequestAborted));
    }

    private async Task<Reply> RemoveAsync(HttpContext http)
    {
        var query = new QueryReader(http);
        var force = query.Boolean("force");
        return !query.IsValid() ? RingFault.Invalid(query.Violations)
            : ResourceBody.Missing(http, secrets.Find(http.Id())?.Namespace, Kind) is { } missing ? RingFault.From(missing)
            : Of(await secrets.RemoveAsync(http.Id(), force, http.RequestAborted));
    }

    /// <summary>A text as it is; an object as its JSON, whose members can be asked for one by one.</summary>
    private static string Value(ObjectReader fields)
    {
        if (fields.Raw("value") is not { } given)
        {
            fields.Refuse("value", "is required");
            return "";
        }

        // What it holds is never quoted.
        var text = given.ValueKind switch
        {
            JsonValueKind.String => given.GetString(),
            JsonValueKind.Object => given.GetRawText(),
            _ => null,
        };
        if (text is null)
        {
            fields.Refuse("value", "must be a text, or an object with fields");
        }
        else if (SecretRules.Problem(text) is { } problem)
        {
            fields.Refuse("value", problem);
        }

        return text ?? "";
    }

    private static Reply Of(Outcome<SecretInfo> outcome) => outcome.TryGet(out var secret, out var refusal)
        ? new JsonReply<RingSecret>(Show(secret), ContractsJson.Wire.RingSecret, secret.Revision)
        : RingFault.From(refusal);

    private static RingSecret Show(SecretInfo secret) =>
        new(secret.Id, secret.CreatedAt, secret.UpdatedAt, secret.Namespace.Value, secret.Name);
}
