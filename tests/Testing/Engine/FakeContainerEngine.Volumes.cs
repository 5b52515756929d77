using Orchestry.Core.Engine;

namespace Orchestry.Testing.Engine;

public sealed partial class FakeContainerEngine
{
    private readonly Dictionary<string, IReadOnlyDictionary<string, string>> _volumes = [];

    /// <summary>Names of the volumes there are.</summary>
    public IReadOnlyList<string> Volumes
    {
        get
        {
            lock (_sync)
            {
                return [.. _volumes.Keys];
            }
        }
    }

    /// <inheritdoc/>
    public Task<EngineResult<Done>> EnsureVolumeAsync(string name, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken) =>
        CallAsync<Done>(EngineCall.EnsureVolume, name, _ =>
        {
            lock (_sync)
            {
                _volumes.TryAdd(name, labels);
                return Task.FromResult<EngineResult<Done>>(Done.Value);
            }
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<EngineResult<IReadOnlyList<string>>> ListVolumesAsync(
        IReadOnlyDictionary<string, string?> labels, CancellationToken cancellationToken) =>
        CallAsync(EngineCall.ListVolumes, "", _ =>
        {
            lock (_sync)
            {
                return Task.FromResult(EngineResult.Of<IReadOnlyList<string>>(
                    [.. _volumes.Where(volume => LabelQuery.Matches(labels, volume.Value)).Select(volume => volume.Key)]));
            }
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<EngineResult<bool>> RemoveVolumeAsync(string name, CancellationToken cancellationToken) =>
        CallAsync<bool>(EngineCall.RemoveVolume, name, _ =>
        {
            lock (_sync)
            {
                return Task.FromResult<EngineResult<bool>>(
                    _containers.Exists(container => container.Spec.Mounts.Any(mount => !mount.IsHostPath && mount.Source == name))
                        ? new EngineFault(EngineFaultKind.Conflict, $"The engine could not remove volume {name}: it is in use.")
                        : _volumes.Remove(name));
            }
        }, cancellationToken);
}
