using Orchestry.Core.Engine;

namespace Orchestry.Actors.Tests.Controller;

/// <summary>
/// The engine as one process sees it: when that process dies, what it asked for may still be done, but no answer and no event ever reaches it.
/// </summary>
internal sealed class MortalEngine(IContainerEngine engine, int? lastCall = null) : IContainerEngine
{
    private readonly TaskCompletionSource _died = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _calls;

    /// <summary>Completes at its death.</summary>
    public Task Died => _died.Task;

    public EngineName Name => engine.Name;

    public bool IsDead => _died.Task.IsCompleted;

    public void Die() => _died.TrySetResult();

    public Task<EngineResult<EngineInfo>> GetInfoAsync(CancellationToken cancellationToken) => engine.GetInfoAsync(cancellationToken);

    public Task<EngineResult<ContainerId>> CreateContainerAsync(ContainerSpec spec, CancellationToken cancellationToken) =>
        LiveAsync(() => engine.CreateContainerAsync(spec, cancellationToken), cancellationToken);

    public Task<EngineResult<Done>> UploadFilesAsync(
        ContainerId id, IReadOnlyList<ContainerFile> files, CancellationToken cancellationToken) =>
        LiveAsync(() => engine.UploadFilesAsync(id, files, cancellationToken), cancellationToken);

    public Task<EngineResult<Done>> StartContainerAsync(ContainerId id, CancellationToken cancellationToken) =>
        LiveAsync(() => engine.StartContainerAsync(id, cancellationToken), cancellationToken);

    public Task<EngineResult<Done>> StopContainerAsync(ContainerId id, TimeSpan grace, CancellationToken cancellationToken) =>
        LiveAsync(() => engine.StopContainerAsync(id, grace, cancellationToken), cancellationToken);

    public Task<EngineResult<Done>> KillContainerAsync(ContainerId id, string signal, CancellationToken cancellationToken) =>
        LiveAsync(() => engine.KillContainerAsync(id, signal, cancellationToken), cancellationToken);

    public Task<EngineResult<Done>> RemoveContainerAsync(ContainerId id, bool force, CancellationToken cancellationToken) =>
        LiveAsync(() => engine.RemoveContainerAsync(id, force, cancellationToken), cancellationToken);

    public Task<EngineResult<ContainerSnapshot>> InspectContainerAsync(ContainerId id, CancellationToken cancellationToken) =>
        LiveAsync(() => engine.InspectContainerAsync(id, cancellationToken), cancellationToken);

    public Task<EngineResult<IReadOnlyList<ContainerSnapshot>>> ListContainersAsync(
        IReadOnlyDictionary<string, string?> labels, CancellationToken cancellationToken) =>
        LiveAsync(() => engine.ListContainersAsync(labels, cancellationToken), cancellationToken);

    public Task<EngineResult<ImageSnapshot>> InspectImageAsync(string image, CancellationToken cancellationToken) =>
        LiveAsync(() => engine.InspectImageAsync(image, cancellationToken), cancellationToken);

    public Task<EngineResult<Done>> PullImageAsync(
        string image, RegistryCredentials? credentials, IProgress<PullProgress>? progress, CancellationToken cancellationToken) =>
        LiveAsync(() => engine.PullImageAsync(image, credentials, progress, cancellationToken), cancellationToken);

    public Task<EngineResult<Done>> RemoveImageAsync(string image, CancellationToken cancellationToken) =>
        engine.RemoveImageAsync(image, cancellationToken);

    public Task<EngineResult<Done>> BuildImageAsync(string tag, Stream tar, CancellationToken cancellationToken) =>
        engine.BuildImageAsync(tag, tar, cancellationToken);

    public Task<EngineResult<NetworkSnapshot>> EnsureNetworkAsync(NetworkSpec spec, CancellationToken cancellationToken) =>
        LiveAsync(() => engine.EnsureNetworkAsync(spec, cancellationToken), cancellationToken);

    public Task<EngineResult<Done>> RemoveNetworkAsync(string name, CancellationToken cancellationToken) =>
        engine.RemoveNetworkAsync(name, cancellationToken);

    public Task<EngineResult<Done>> EnsureVolumeAsync(
        string name, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken) =>
        LiveAsync(() => engine.EnsureVolumeAsync(name, labels, cancellationToken), cancellationToken);

    public Task<EngineResult<IReadOnlyList<string>>> ListVolumesAsync(
        IReadOnlyDictionary<string, string?> labels, CancellationToken cancellationToken) =>
        LiveAsync(() => engine.ListVolumesAsync(labels, cancellationToken), cancellationToken);

    public Task<EngineResult<bool>> RemoveVolumeAsync(string name, CancellationToken cancellationToken) =>
        LiveAsync(() => engine.RemoveVolumeAsync(name, cancellationToken), cancellationToken);

    public Task<EngineResult<ExecResult>> ExecAsync(
        ContainerId id, IReadOnlyList<string> command, CancellationToken cancellationToken) =>
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

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<EngineResult<T>> LiveAsync<T>(Func<Task<EngineResult<T>>> call, CancellationToken cancellationToken)
    {
        if (IsDead)
        {
            await NeverAsync(cancellationToken);
        }

        var isLast = Interlocked.Increment(ref _calls) == lastCall;
        var result = await call();
        if (isLast)
        {
            Die();
        }

        if (IsDead)
        {
            await NeverAsync(cancellationToken);
        }

        return result;
    }

    private static Task NeverAsync(CancellationToken cancellationToken) => new TaskCompletionSource().Task.WaitAsync(cancellationToken);
}
