using Orchestry.Core.Engine;
using Orchestry.Docker.Transport;
using Orchestry.Docker.Volumes;

namespace Orchestry.Docker;

public sealed partial class DockerEngine
{
    /// <inheritdoc/>
    public Task<EngineResult<Done>> EnsureVolumeAsync(string name, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
    {
        var request = new EngineRequest(HttpMethod.Post, "/volumes/create", $"create volume {name}")
        {
            Content = EngineRequest.Json(new CreateVolume(name, labels), DockerJson.Default.CreateVolume),
        };
        return _transport.SendAsync(request, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<EngineResult<IReadOnlyList<string>>> ListVolumesAsync(
        IReadOnlyDictionary<string, string?> labels, CancellationToken cancellationToken)
    {
        var request = new EngineRequest(HttpMethod.Get, $"/volumes?{LabelFilter.ToQuery(labels)}", "list volumes");
        var answer = await _transport.SendAsync(request, DockerJson.Default.VolumeList, cancellationToken);
        return answer.TryGet(out var list, out var fault)
            ? EngineResult.Of<IReadOnlyList<string>>((list.Volumes ?? []).ConvertAll(volume => volume.Name))
            : fault;
    }

    /// <inheritdoc/>
    public async Task<EngineResult<bool>> RemoveVolumeAsync(string name, CancellationToken cancellationToken)
    {
        var request = new EngineRequest(HttpMethod.Delete, $"/volumes/{EngineRequest.Escape(name)}", $"remove volume {name}");
        var removed = await _transport.SendAsync(request, cancellationToken);
        return removed.Fault switch
        {
            null => true,
            { Kind: EngineFaultKind.NotFound } => false,
            var fault => fault,
        };
    }
}
