namespace Orchestry.Core.Engine;

/// <summary>
/// A container engine, as the controller needs it. Safe for concurrent use. Every expected failure is an <see cref="EngineFault"/> value;
/// the streams (<see cref="WatchAsync"/>, <see cref="ReadLogsAsync"/>, <see cref="WatchStatsAsync"/>) throw <see cref="EngineException"/> instead.
/// Cancelling ends a call with <see cref="OperationCanceledException"/>; what the engine then did is unknown.
/// </summary>
public interface IContainerEngine : IAsyncDisposable
{
    /// <summary>Which engine this is, for records that outlive a process (today one engine per cluster).</summary>
    EngineName Name { get; }

    /// <summary>Version, API version in use, and the host's size.</summary>
    Task<EngineResult<EngineInfo>> GetInfoAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Creates a container without starting it. A name that is taken answers <see cref="EngineFaultKind.Conflict"/>; a missing image
    /// <see cref="EngineFaultKind.ImageNotFound"/> (it never pulls).
    /// </summary>
    Task<EngineResult<ContainerId>> CreateContainerAsync(ContainerSpec spec, CancellationToken cancellationToken);

    /// <summary>
    /// Puts files into a container that was created and not started yet; again is the same as once. They are of the container alone and go with it.
    /// A path that is a folder, or leads through a file, is <see cref="EngineFaultKind.CannotStart"/>.
    /// </summary>
    Task<EngineResult<Done>> UploadFilesAsync(ContainerId id, IReadOnlyList<ContainerFile> files, CancellationToken cancellationToken);

    /// <summary>Starts a created or exited container. Starting a running one succeeds. It may be running although this failed.</summary>
    Task<EngineResult<Done>> StartContainerAsync(ContainerId id, CancellationToken cancellationToken);

    /// <summary>
    /// Sends the stop signal (SIGTERM unless the image says otherwise), waits <paramref name="grace"/> (whole seconds, rounded up), then SIGKILL.
    /// Completes when the container has exited. Stopping an exited container succeeds; a missing one is <see cref="EngineFaultKind.NotFound"/>.
    /// </summary>
    Task<EngineResult<Done>> StopContainerAsync(ContainerId id, TimeSpan grace, CancellationToken cancellationToken);

    /// <summary>Sends a signal such as <c>SIGKILL</c>; a container that is not running answers <see cref="EngineFaultKind.Conflict"/>.</summary>
    Task<EngineResult<Done>> KillContainerAsync(ContainerId id, string signal, CancellationToken cancellationToken);

    /// <summary>Removes a container with its anonymous volumes; kills it first when <paramref name="force"/>. Removing a missing one succeeds.</summary>
    Task<EngineResult<Done>> RemoveContainerAsync(ContainerId id, bool force, CancellationToken cancellationToken);

    /// <summary>The container as it is now, by id or name.</summary>
    Task<EngineResult<ContainerSnapshot>> InspectContainerAsync(ContainerId id, CancellationToken cancellationToken);

    /// <summary>All containers, running or not, that carry every one of the labels (a null value matches any value of that label).</summary>
    Task<EngineResult<IReadOnlyList<ContainerSnapshot>>> ListContainersAsync(
        IReadOnlyDictionary<string, string?> labels, CancellationToken cancellationToken);

    /// <summary>The image on the engine; <see cref="EngineFaultKind.ImageNotFound"/> when it is not there. Asks no registry.</summary>
    Task<EngineResult<ImageSnapshot>> InspectImageAsync(string image, CancellationToken cancellationToken);

    /// <summary>Pulls an image from its registry, reporting progress as it comes.</summary>
    Task<EngineResult<Done>> PullImageAsync(
        string image, RegistryCredentials? credentials, IProgress<PullProgress>? progress, CancellationToken cancellationToken);

    /// <summary>Removes an image from the engine. Removing a missing one succeeds.</summary>
    Task<EngineResult<Done>> RemoveImageAsync(string image, CancellationToken cancellationToken);

    /// <summary>Builds an image from a tar archive holding a Dockerfile.</summary>
    Task<EngineResult<Done>> BuildImageAsync(string tag, Stream tar, CancellationToken cancellationToken);

    /// <summary>The network of that name, created as a bridge when missing. An existing one is taken as it is.</summary>
    Task<EngineResult<NetworkSnapshot>> EnsureNetworkAsync(NetworkSpec spec, CancellationToken cancellationToken);

    /// <summary>Removes a network. Removing a missing one succeeds.</summary>
    Task<EngineResult<Done>> RemoveNetworkAsync(string name, CancellationToken cancellationToken);

    /// <summary>The named volume, created when missing.</summary>
    Task<EngineResult<Done>> EnsureVolumeAsync(string name, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken);

    /// <summary>Names of the volumes that carry every one of the labels.</summary>
    Task<EngineResult<IReadOnlyList<string>>> ListVolumesAsync(
        IReadOnlyDictionary<string, string?> labels, CancellationToken cancellationToken);

    /// <summary>Removes a named volume and its data. Removing a missing one succeeds and answers false.</summary>
    Task<EngineResult<bool>> RemoveVolumeAsync(string name, CancellationToken cancellationToken);

    /// <summary>Runs a command inside a running container and waits for it. Output beyond 64 KiB is cut.</summary>
    Task<EngineResult<ExecResult>> ExecAsync(ContainerId id, IReadOnlyList<string> command, CancellationToken cancellationToken);

    /// <summary>
    /// Container events of the engine that match the labels, from <paramref name="since"/> (null: from now). Yields
    /// <see cref="EngineEvent.Connected"/> first and after every reconnection: what happened in between may have been missed (the engine
    /// replays at most 256 events), so the reader must look at the containers themselves. Reconnects for ever, with back-off, until cancelled;
    /// yields <see cref="EngineEvent.Disconnected"/> with the fault when the connection is lost or can't be made.
    /// </summary>
    IAsyncEnumerable<EngineEvent> WatchAsync(
        IReadOnlyDictionary<string, string?> labels, DateTimeOffset? since, CancellationToken cancellationToken);

    /// <summary>The container's log, oldest line first, whole lines, each with the engine's timestamp.</summary>
    IAsyncEnumerable<LogFrame> ReadLogsAsync(ContainerId id, LogQuery query, CancellationToken cancellationToken);

    /// <summary>One reading of the container's use of processor and memory. The engine may take a second or two to answer.</summary>
    Task<EngineResult<ContainerStats>> ReadStatsAsync(ContainerId id, CancellationToken cancellationToken);

    /// <summary>A reading about every second until the container exits or the caller cancels.</summary>
    IAsyncEnumerable<ContainerStats> WatchStatsAsync(ContainerId id, CancellationToken cancellationToken);
}
