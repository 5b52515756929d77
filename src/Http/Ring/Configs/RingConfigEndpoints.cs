using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orchestry.Contracts;
using Orchestry.Contracts.Ring;
using Orchestry.Core.Access;
using Orchestry.Core.Apps;
using Orchestry.Core.Configs;
using Orchestry.Core.Namespaces;
using Orchestry.Core.Orchestration;
using Orchestry.Http.Authentication;
using Orchestry.Http.Bodies;
using Orchestry.Http.Gate;
using Orchestry.Http.Orchestry;
using Orchestry.Http.Replies;
using Orchestry.Http.Ring.Errors;

namespace Orchestry.Http.Ring.Configs;

/// <summary>Configs: texts that deployments mount as files.</summary>
internal sealed class RingConfigEndpoints(IConfigs configs, IReadModel model, BodyReader bodies)
{
    private const string Kind = "config";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapReply("GET", "/configs", RingConfigOperations.List, List).RequiresScope(Scopes.ConfigsRead);
        routes.MapReply("POST", "/configs", RingConfigOperations.Create, CreateAsync).RequiresScope(Scopes.ConfigsWrite);
        routes.MapReply("GET", "/configs/{id}", RingConfigOperations.Get, Get).RequiresScope(Scopes.ConfigsRead);
        routes.MapReply("PUT", "/configs/{id}", RingConfigOperations.Update, UpdateAsync).RequiresScope(Scopes.ConfigsWrite);
        routes.MapReply("DELETE", "/configs/{id}", RingConfigOperations.Remove, RemoveAsync).RequiresScope(Scopes.ConfigsWrite);
    }

    private Reply List(HttpContext http) => ResourceBody.Filter(http, out var fault) is { } isMeant
        ? new JsonReply<RingConfig[]>(
            [.. configs.All.Where(c => isMeant(c.Namespace)).Select(Show)], ContractsJson.Wire.RingConfigArray, model.Revision)
        : fault!;

    private Reply Get(HttpContext http)
    {
        var found = configs.Find(http.Id());
        return ResourceBody.Missing(http, found?.Namespace, Kind) is { } missing
            ? RingFault.From(missing)
            : new JsonReply<RingConfig>(Show(found!), ContractsJson.Wire.RingConfig, model.Revision);
    }

    private async Task<Reply> CreateAsync(HttpContext http)
    {
        var (name, @namespace, data) = ("", NamespaceName.Default, "");
        if (await bodies.ReadAsync(http, fields => (name, @namespace, data) = (fields.Name(), fields.Namespace(), Data(fields))) is { } wrong)
        {
            return wrong;
        }

        return http.Caller().MayUse(@namespace)
            ? Of(await configs.CreateAsync(@namespace, name, data, http.RequestAborted), StatusCodes.Status201Created)
            : RingFault.Forbidden(@namespace);
    }

    private async Task<Reply> UpdateAsync(HttpContext http)
    {
        var data = "";
        return await bodies.ReadAsync(http, fields => data = Data(fields)) is { } wrong ? wrong
            : ResourceBody.Missing(http, configs.Find(http.Id())?.Namespace, Kind) is { } missing ? RingFault.From(missing)
            : Of(await configs.ChangeAsync(http.Id(), data, http.RequestAborted), StatusCodes.Status200OK);
    }

    private async Task<Reply> RemoveAsync(HttpContext http) => ResourceBody.Missing(http, configs.Find(http.Id())?.Namespace, Kind) is { } missing
        ? RingFault.From(missing)
        : Of(await configs.RemoveAsync(http.Id(), http.RequestAborted), StatusCodes.Status200OK);

    private static string Data(ObjectReader fields)
    {
        var data = fields.Text("data", ConfigInfo.MaxBytes, isRequired: true);
        if (data is not null && Encoding.UTF8.GetByteCount(data) > ConfigInfo.MaxBytes)
        {
            fields.Refuse("data", $"must be at most {ConfigInfo.MaxBytes} bytes long");
        }

        return data ?? "";
    }

    private static Reply Of(Outcome<ConfigInfo> outcome, int status) => outcome.TryGet(out var config, out var refusal)
        ? new JsonReply<RingConfig>(Show(config), ContractsJson.Wire.RingConfig, config.Revision, status)
        : RingFault.From(refusal);

    private static RingConfig Show(ConfigInfo config) => new(config.Id, config.Name, config.Namespace.Value, config.Data);
}
