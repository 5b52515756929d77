using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orchestry.Contracts;
using Orchestry.Contracts.Ring;
using Orchestry.Core.Access;
using Orchestry.Core.Apps;
using Orchestry.Core.Namespaces;
using Orchestry.Core.Orchestration;
using Orchestry.Http.Authentication;
using Orchestry.Http.Bodies;
using Orchestry.Http.Gate;
using Orchestry.Http.Orchestry;
using Orchestry.Http.Replies;
using Orchestry.Http.Ring.Errors;

namespace Orchestry.Http.Ring.Namespaces;

/// <summary>Namespaces: those that were made, and those that something is in.</summary>
internal sealed class NamespaceEndpoints(INamespaces namespaces, IReadModel model, BodyReader bodies)
{
    private const string Kind = "namespace";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapReply("GET", "/namespaces", NamespaceOperations.List, List).RequiresScope(Scopes.NamespacesRead);
        routes.MapReply("POST", "/namespaces", NamespaceOperations.Create, CreateAsync).RequiresScope(Scopes.NamespacesWrite);
        routes.MapReply("GET", "/namespaces/{id}", NamespaceOperations.Get, Get).RequiresScope(Scopes.NamespacesRead);
        routes.MapReply("DELETE", "/namespaces/{id}", NamespaceOperations.Remove, RemoveAsync).RequiresScope(Scopes.NamespacesWrite);
    }

    private Reply List(HttpContext http)
    {
        var caller = http.Caller();
        return new JsonReply<RingNamespace[]>(
            [.. namespaces.All.Where(n => caller.MayUse(n.Name)).Select(Show)], ContractsJson.Wire.RingNamespaceArray, model.Revision);
    }

    private Reply Get(HttpContext http) => Find(http) is { } found ? Of(found, model.Revision) : Missing(http);

    private async Task<Reply> CreateAsync(HttpContext http)
    {
        var name = NamespaceName.Default;
        if (await bodies.ReadAsync(http, fields => name = fields.Namespace("name", isRequired: true)) is { } wrong)
        {
            return wrong;
        }

        if (!http.Caller().MayUse(name))
        {
            return RingFault.Forbidden(name);
        }

        var created = await namespaces.CreateAsync(name, http.RequestAborted);
        return !created.TryGet(out var revision, out var refusal) ? RingFault.From(refusal)
            : namespaces.All.FirstOrDefault(n => n.Name == name) is { } found ? Of(found, revision, StatusCodes.Status201Created)
            : Missing(http);
    }

    private async Task<Reply> RemoveAsync(HttpContext http)
    {
        if (Find(http) is not { } found)
        {
            return Missing(http);
        }

        return (await namespaces.RemoveAsync(found.Name, http.RequestAborted)).TryGet(out var revision, out var refusal)
            ? Of(found, revision)
            : RingFault.From(refusal);
    }

    private NamespaceInfo? Find(HttpContext http)
    {
        var caller = http.Caller();
        return namespaces.All.FirstOrDefault(n => n.Name.Value == http.Id() && caller.MayUse(n.Name));
    }

    private static RingFault Missing(HttpContext http) => RingFault.From(ResourceBody.Missing(http, null, Kind)!);

    private static JsonReply<RingNamespace> Of(NamespaceInfo found, long revision, int status = StatusCodes.Status200OK) =>
        new(Show(found), ContractsJson.Wire.RingNamespace, revision, status);

    private static RingNamespace Show(NamespaceInfo found) => new(found.Name.Value, found.Name.Value, found.CreatedAt, found.CreatedAt);
}
