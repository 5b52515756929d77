using Orchestry.Core.Cluster;
using Orchestry.Core.Engine;

namespace Orchestry.Actors.Cluster;

/// <summary>
/// The engine in the hands of a leader: nothing is changed there any more once the office has ended. The journal's fence keeps a deposed leader
/// from writing; this keeps one that was frozen from going on, when it wakes, with what it had begun.
/// </summary>
internal sealed class LeadersEngine(IContainerEngine engine, IOffice office) : IContainerEngine
{
    private static readonly EngineFault Over = new(
        EngineFaultKind.Unreachable, "This node leads no more, so it leaves the container engine alone.");

    public EngineName Name => engine.Name;

    // The engine belongs to the process, which outlives the office.
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public Task<EngineResult<EngineInfo>> GetInfoAsync(CancellationToken cancellationToken) => engine.GetInfoAsync(cancellationToken);

    public Task<EngineResult<ContainerId>> CreateContainerAsync(ContainerSpec spec, CancellationToken cancellationToken) =>
        InOfficeAsync(() => engine.CreateContainerAsync(spec, cancellationToken));

    public Task<EngineResult<Done>> UploadFilesAsync(
        ContainerId id, IReadOnlyList<ContainerFile> files, CancellationToken cancellationToken) =>
        InOfficeAsync(() => engine.UploadFilesAsync(id, files, cancellationToken));

    public Task<EngineResult<Done>> StartContainerAsync(ContainerId id, CancellationToken cancellationToken) =>
        InOfficeAsync(() => engine.StartContainerAsync(id, cancellationToken));

    public Task<EngineResult<Done>> StopContainerAsync(ContainerId id, TimeSpan grace, CancellationToken cancellationToken) =>
        InOfficeAsync(() => engine.StopContainerAsync(id, grace, cancellationToken));

    public Task<EngineResult<Done>> KillContainerAsync(ContainerId id, string signal, CancellationToken cancellationToken) =>
        InOfficeAsync(() => engine.KillContainerAsync(id, signal, cancellationToken));

    public Task<EngineResult<Done>> RemoveContainerAsync(ContainerId id, bool force, CancellationToken cancellationToken) =>
        InOfficeAsync(() => engine.RemoveContainerAsync(id, force, cancellationToken));

    public Task<EngineResult<ContainerSnapshot>> InspectContainerAsync(ContainerId id, CancellationToken cancellationToken) =>
        engine.InspectContainerAsync(id, cancellationToken);

    public Task<EngineResult<IReadOnlyList<ContainerSnapshot>>> ListContainersAsync(
        IReadOnlyDictionary<string, string?> labels, CancellationToken cancellationToken) => engine.ListContainersAsync(labels, cancellationToken);

    public Task<EngineResult<ImageSnapshot>> InspectImageAsync(string image, CancellationToken cancellationToken) =>
        engine.InspectImageAsync(image, cancellationToken);

    public Task<EngineResult<Done>> PullImageAsync(
        string image, RegistryCredentials? credentials, IProgress<PullProgress>? progress, CancellationToken cancellationToken) =>
        InOfficeAsync(() => engine.PullImageAsync(image, credentials, progress, cancellationToken));

    public Task<EngineResult<Done>> RemoveImageAsync(string image, CancellationToken cancellationToken) =>
        InOfficeAsync(() => engine.RemoveImageAsync(image, cancellationToken));

    public Task<EngineResult<Done>> BuildImageAsync(string tag, Stream tar, CancellationToken cancellationToken) =>
        InOfficeAsync(() => engine.BuildImageAsync(tag, tar, cancellationToken));

    public Task<EngineResult<NetworkSnapshot>> EnsureNetworkAsync(NetworkSpec spec, CancellationToken cancellationToken) =>
        InOfficeAsync(() => engine.EnsureNetworkAsync(spec, cancellationToken));

    public Task<EngineResult<Done>> RemoveNetworkAsync(string name, CancellationToken cancellationToken) =>
        InOfficeAsync(() => engine.RemoveNetworkAsync(name, cancellationToken));

    public Task<EngineResult<Done>> EnsureVolumeAsync(
        string name, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken) =>
        InOfficeAsync(() => engine.EnsureVolumeAsync(name, labels, cancellationToken));

    public Task<EngineResult<IReadOnlyList<string>>> ListVolumesAsync(
        IReadOnlyDictionary<string, string?> labels, CancellationToken cancellationToken) => engine.ListVolumesAsync(labels, cancellationToken);

    public Task<EngineResult<bool>> RemoveVolumeAsync(string name, CancellationToken cancellationToken) =>
        InOfficeAsync(() => engine.RemoveVolumeAsync(name, cancellationToken));

    // A command in a container is a probe: it changes nothing of ours.
    public Task<EngineResult<ExecResult>> ExecAsync(ContainerId id, IReadOnlyList<string> command, CancellationToken cancellationToken) =>
        engine.ExecAsync(id, command, cancellationToken);

    public IAsyncEnumerable<EngineEvent> WatchAsync(
        IReadOnlyDictionary<string, string?> labels, DateTimeOffset? since, CancellationToken cancellationToken) =>
        engine.WatchAsync(labels, since, cancellationToken);

    public IAsyncEnumerable<LogFrame> ReadLogsAsync(ContainerId id, LogQuery query, CancellationToken cancellationToken) =>
        engine.ReadLogsAsync(id, query, cancellationToken);

    public Task<EngineResult<ContainerStats>> ReadStatsAsync(ContainerId id, CancellationToken cancellationToken) =>
        engine.ReadStatsAsync(id, cancellationToken);

    public IAsyncEnumerable<ContainerStats> WatchStatsAsync(ContainerId id, CancellationToken cancellationToken) =>
        engine.WatchStatsAsync(id, cancellationToken);

    private Task<EngineResult<T>> InOfficeAsync<T>(Func<Task<EngineResult<T>>> call) =>
        office.IsInForce ? call() : Task.FromResult<EngineResult<T>>(Over);
}
