using Orchestry.Core.Engine;
using Orchestry.Docker.Networks;
using Orchestry.Docker.Transport;

namespace Orchestry.Docker;

public sealed partial class DockerEngine
{
    /// <inheritdoc/>
    public async Task<EngineResult<NetworkSnapshot>> EnsureNetworkAsync(NetworkSpec spec, CancellationToken cancellationToken)
    {
        var existing = await FindNetworkAsync(spec.Name, cancellationToken);
        if (existing.Fault is not { Kind: EngineFaultKind.NotFound })
        {
            return existing;
        }

        var request = new EngineRequest(HttpMethod.Post, "/networks/create", $"create network {spec.Name}")
        {
            Content = EngineRequest.Json(CreateNetwork.From(spec), DockerJson.Default.CreateNetwork),
        };
        var created = await _transport.SendAsync(request, DockerJson.Default.Created, cancellationToken);
        if (created.Fault is not { } refused)
        {
            return await FindNetworkAsync(spec.Name, cancellationToken);
        }

        // Somebody else may have created it between our two calls.
        var theirs = await FindNetworkAsync(spec.Name, cancellationToken);
        return refused.Kind == EngineFaultKind.Conflict && theirs.IsSuccess ? theirs : refused;
    }

    /// <inheritdoc/>
    public async Task<EngineResult<Done>> RemoveNetworkAsync(string name, CancellationToken cancellationToken)
    {
        // By id, because a missing name made of hex digits would also match the first digits of somebody else's network.
        var found = await FindNetworkAsync(name, cancellationToken);
        if (found.TryGet(out var network, out var fault))
        {
            var request = new EngineRequest(HttpMethod.Delete, $"/networks/{network.Id}", $"remove network {name}");
            fault = (await _transport.SendAsync(request, cancellationToken)).Fault;
        }

        return fault is null or { Kind: EngineFaultKind.NotFound } ? Done.Value : fault;
    }

    private async Task<EngineResult<NetworkSnapshot>> FindNetworkAsync(string name, CancellationToken cancellationToken)
    {
        var request = new EngineRequest(HttpMethod.Get, $"/networks/{EngineRequest.Escape(name)}", $"find network {name}");
        var answer = await _transport.SendAsync(request, DockerJson.Default.NetworkDetails, cancellationToken);
        if (!answer.TryGet(out var details, out var fault))
        {
            return fault;
        }

        return details.Name == name
            ? details.ToSnapshot()
            : new EngineFault(EngineFaultKind.NotFound, $"The engine could not {request.Purpose}: no such network.");
    }
}
