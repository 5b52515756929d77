using Orchestry.Core.Engine;
using Orchestry.Docker.Containers;
using Orchestry.Docker.Faults;
using Orchestry.Docker.Transport;

namespace Orchestry.Docker;

public sealed partial class DockerEngine
{
    /// <inheritdoc/>
    public async Task<EngineResult<ContainerId>> CreateContainerAsync(ContainerSpec spec, CancellationToken cancellationToken)
    {
        var request = new EngineRequest(HttpMethod.Post, $"/containers/create?name={EngineRequest.Escape(spec.Name)}", $"create container {spec.Name}")
        {
            Operation = EngineOperation.StartContainer,
            Content = EngineRequest.Json(CreateContainer.From(spec), DockerJson.Default.CreateContainer),
        };
        var answer = await _transport.SendAsync(request, DockerJson.Default.Created, cancellationToken);
        return answer.TryGet(out var created, out var fault) ? new ContainerId(created.Id) : fault;
    }

    /// <inheritdoc/>
    public Task<EngineResult<Done>> StartContainerAsync(ContainerId id, CancellationToken cancellationToken) =>
        _transport.SendAsync(
            new EngineRequest(HttpMethod.Post, $"/containers/{EngineRequest.Escape(id.Value)}/start", $"start container {id.ShortId}")
            {
                Operation = EngineOperation.StartContainer,
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<EngineResult<Done>> StopContainerAsync(ContainerId id, TimeSpan grace, CancellationToken cancellationToken)
    {
        var seconds = WholeSeconds.Up(grace);
        var request = new EngineRequest(
            HttpMethod.Post, $"/containers/{EngineRequest.Escape(id.Value)}/stop?t={seconds}", $"stop container {id.ShortId}")
        {
            Timeout = TimeSpan.FromSeconds(seconds) + _options.CallTimeout,
        };
        return _transport.SendAsync(request, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<EngineResult<Done>> KillContainerAsync(ContainerId id, string signal, CancellationToken cancellationToken) =>
        _transport.SendAsync(
            new EngineRequest(
                HttpMethod.Post,
                $"/containers/{EngineRequest.Escape(id.Value)}/kill?signal={EngineRequest.Escape(signal)}",
                $"send {signal} to container {id.ShortId}"),
            cancellationToken);

    /// <inheritdoc/>
    public async Task<EngineResult<Done>> RemoveContainerAsync(ContainerId id, bool force, CancellationToken cancellationToken)
    {
        var path = $"/containers/{EngineRequest.Escape(id.Value)}";
        var purpose = $"remove container {id.ShortId}";
        var removed = await _transport.SendAsync(
            new EngineRequest(HttpMethod.Delete, $"{path}?v=true&force={(force ? "true" : "false")}", purpose), cancellationToken);
        if (removed.Fault is { Kind: EngineFaultKind.Conflict } busy && busy.Message.Contains("already in progress", StringComparison.Ordinal))
        {
            // Somebody else is removing it: done when they are done, not before.
            removed = await _transport.SendAsync(new EngineRequest(HttpMethod.Post, $"{path}/wait?condition=removed", purpose), cancellationToken);
        }

        return removed.Fault is { Kind: EngineFaultKind.NotFound } ? Done.Value : removed;
    }

    /// <inheritdoc/>
    public async Task<EngineResult<ContainerSnapshot>> InspectContainerAsync(ContainerId id, CancellationToken cancellationToken)
    {
        var request = new EngineRequest(HttpMethod.Get, $"/containers/{EngineRequest.Escape(id.Value)}/json", $"show container {id.ShortId}");
        var answer = await _transport.SendAsync(request, DockerJson.Default.ContainerDetails, cancellationToken);
        if (!answer.TryGet(out var details, out var fault))
        {
            return fault;
        }

        // The engine also takes the first digits of an id, so a missing name made of hex digits could show somebody else's container.
        return details.Id == id.Value || details.Name.TrimStart('/') == id.Value
            ? details.ToSnapshot()
            : new EngineFault(EngineFaultKind.NotFound, $"The engine could not {request.Purpose}: no such container.");
    }

    /// <inheritdoc/>
    public async Task<EngineResult<IReadOnlyList<ContainerSnapshot>>> ListContainersAsync(
        IReadOnlyDictionary<string, string?> labels, CancellationToken cancellationToken)
    {
        var request = new EngineRequest(HttpMethod.Get, $"/containers/json?all=true&{LabelFilter.ToQuery(labels)}", "list containers");
        var answer = await _transport.SendAsync(request, DockerJson.Default.ListContainerListItem, cancellationToken);
        return answer.TryGet(out var containers, out var fault)
            ? EngineResult.Of<IReadOnlyList<ContainerSnapshot>>(containers.ConvertAll(container => container.ToSnapshot()))
            : fault;
    }
}
