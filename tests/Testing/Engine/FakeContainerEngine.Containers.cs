using Orchestry.Core.Engine;

namespace Orchestry.Testing.Engine;

public sealed partial class FakeContainerEngine
{
    private const int KilledExitCode = 137;

    private readonly List<FakeContainer> _containers = [];

    /// <inheritdoc/>
    public Task<EngineResult<ContainerId>> CreateContainerAsync(ContainerSpec spec, CancellationToken cancellationToken) =>
        CallAsync<ContainerId>(EngineCall.Create, spec.Name, async token =>
        {
            var behaviour = BehaviourOf(spec.Image);
            await PassAsync(behaviour?.CreateTime ?? TimeSpan.Zero, token);
            lock (_sync)
            {
                if (behaviour is null)
                {
                    return NoSuchImage(spec.Image);
                }

                if (behaviour.CreateFault is { } fault)
                {
                    return fault;
                }

                if (_containers.Exists(container => container.Name == spec.Name))
                {
                    return new EngineFault(EngineFaultKind.Conflict, $"The engine could not create container {spec.Name}: the name is already in use.");
                }

                foreach (var mount in spec.Mounts.Where(mount => !mount.IsHostPath))
                {
                    _volumes.TryAdd(mount.Source, new Dictionary<string, string>());
                }

                var created = new FakeContainer(new ContainerId(NextId("container")), spec, behaviour, time);
                _containers.Add(created);
                return created.Id;
            }
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<EngineResult<Done>> UploadFilesAsync(ContainerId id, IReadOnlyList<ContainerFile> files, CancellationToken cancellationToken) =>
        CallAsync<Done>(EngineCall.Upload, NameOf(id), _ =>
        {
            lock (_sync)
            {
                if (Find(id) is not { } container)
                {
                    return Task.FromResult<EngineResult<Done>>(NoSuchContainer(id));
                }

                var all = new Dictionary<string, string>(container.Files);
                foreach (var file in files)
                {
                    all[file.Path] = System.Text.Encoding.UTF8.GetString(file.Content.Span);
                }

                container.Files = all;
                return Task.FromResult<EngineResult<Done>>(Done.Value);
            }
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<EngineResult<Done>> StartContainerAsync(ContainerId id, CancellationToken cancellationToken) =>
        CallAsync<Done>(EngineCall.Start, NameOf(id), async token =>
        {
            await PassAsync(Find(id)?.Behaviour.StartTime ?? TimeSpan.Zero, token);
            lock (_sync)
            {
                if (Find(id) is not { } container)
                {
                    return NoSuchContainer(id);
                }

                if (container.IsRunning)
                {
                    return Done.Value;
                }

                var fault = container.Behaviour.StartFault;
                if (fault is null || container.Behaviour.RunsDespiteStartFault)
                {
                    fault = Begin(container) ?? fault;
                }

                return fault is null ? Done.Value : fault;
            }
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<EngineResult<Done>> StopContainerAsync(ContainerId id, TimeSpan grace, CancellationToken cancellationToken) =>
        CallAsync<Done>(EngineCall.Stop, NameOf(id), async token =>
        {
            Task ended;
            lock (_sync)
            {
                if (Find(id) is not { } container)
                {
                    return NoSuchContainer(id);
                }

                if (!container.IsRunning)
                {
                    return Done.Value;
                }

                ended = container.Ended.Task;
                Signal(container, "SIGTERM");
            }

            try
            {
                await ended.WaitAsync(TimeSpan.FromSeconds(Math.Ceiling(grace.TotalSeconds)), time, token);
            }
            catch (TimeoutException)
            {
                lock (_sync)
                {
                    if (!ended.IsCompleted && Find(id) is { IsRunning: true } stubborn)
                    {
                        Signal(stubborn, "SIGKILL");
                    }
                }
            }

            return Done.Value;
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<EngineResult<Done>> KillContainerAsync(ContainerId id, string signal, CancellationToken cancellationToken) =>
        CallAsync<Done>(EngineCall.Kill, NameOf(id), _ =>
        {
            lock (_sync)
            {
                return Task.FromResult<EngineResult<Done>>(Find(id) switch
                {
                    null => NoSuchContainer(id),
                    { IsRunning: false } => new EngineFault(
                        EngineFaultKind.Conflict, $"The engine could not send {signal} to container {id.ShortId}: it is not running."),
                    var container => Signal(container, signal),
                });
            }
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<EngineResult<Done>> RemoveContainerAsync(ContainerId id, bool force, CancellationToken cancellationToken) =>
        CallAsync<Done>(EngineCall.Remove, NameOf(id), async token =>
        {
            lock (_sync)
            {
                if (Find(id) is { IsRunning: true } running)
                {
                    if (!force)
                    {
                        return new EngineFault(
                            EngineFaultKind.Conflict, $"The engine could not remove container {id.ShortId}: it is running; stop it first or use force.");
                    }

                    Signal(running, "SIGKILL");
                }
            }

            await PassAsync(Find(id)?.Behaviour.RemoveTime ?? TimeSpan.Zero, token);
            lock (_sync)
            {
                if (Find(id) is { } container)
                {
                    Discard(container);
                }
            }

            return Done.Value;
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<EngineResult<ContainerSnapshot>> InspectContainerAsync(ContainerId id, CancellationToken cancellationToken) =>
        CallAsync<ContainerSnapshot>(EngineCall.Inspect, NameOf(id), _ =>
        {
            lock (_sync)
            {
                return Task.FromResult<EngineResult<ContainerSnapshot>>(
                    Find(id) is { } container ? container.ToSnapshot(inList: false) : NoSuchContainer(id));
            }
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<EngineResult<IReadOnlyList<ContainerSnapshot>>> ListContainersAsync(
        IReadOnlyDictionary<string, string?> labels, CancellationToken cancellationToken) =>
        CallAsync(EngineCall.List, "", _ =>
        {
            lock (_sync)
            {
                return Task.FromResult(EngineResult.Of<IReadOnlyList<ContainerSnapshot>>(
                    [.. _containers.Where(container => LabelQuery.Matches(labels, container.Spec.Labels)).Select(container => container.ToSnapshot(inList: true))]));
            }
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<EngineResult<ExecResult>> ExecAsync(ContainerId id, IReadOnlyList<string> command, CancellationToken cancellationToken) =>
        CallAsync<ExecResult>(EngineCall.Exec, NameOf(id), _ => Task.FromResult<EngineResult<ExecResult>>(Find(id) switch
        {
            null => NoSuchContainer(id),
            { IsRunning: false } => new EngineFault(
                EngineFaultKind.Conflict, $"The engine could not run a command in container {id.ShortId}: it is not running."),
            var container => container.Behaviour.Exec(command),
        }), cancellationToken);

    private static EngineFault NoSuchContainer(ContainerId id) =>
        new(EngineFaultKind.NotFound, $"The engine could not find container {id.ShortId}: no such container.");

    private FakeContainer? Find(ContainerId id)
    {
        lock (_sync)
        {
            return _containers.Find(container => container.Id == id || container.Name == id.Value);
        }
    }

    private string NameOf(ContainerId id) => Find(id)?.Name ?? id.Value;

    private EngineFault? Begin(FakeContainer container)
    {
        if (Attach(container) is { } fault)
        {
            return fault;
        }

        container.State = ContainerState.Running;
        container.StartedAt = time.GetUtcNow();
        (container.ExitCode, container.OutOfMemory) = (null, false);
        container.Ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var run = ++container.Starts;
        Tell(new EngineEvent.Started(container.Id, container.Name, container.Spec.Labels, time.GetUtcNow()));
        foreach (var (stream, text) in container.Behaviour.Prints)
        {
            container.Log.Write(text, stream);
        }

        if (container.Behaviour.ExitsAfter is { } after)
        {
            EndLater(container, run, after, container.Behaviour.ExitCode);
        }

        return null;
    }

    private Done Signal(FakeContainer container, string signal)
    {
        lock (container.ReceivedSignals)
        {
            container.ReceivedSignals.Add(signal);
        }

        if (signal is "SIGKILL" or "KILL" or "9")
        {
            End(container, KilledExitCode);
        }
        else if (signal is "SIGTERM" or "TERM" or "15" && !container.Behaviour.IgnoresStop)
        {
            EndLater(container, container.Starts, container.Behaviour.StopTime, container.Behaviour.StopExitCode);
        }

        return Done.Value;
    }

    private void EndLater(FakeContainer container, int run, TimeSpan after, int exitCode)
    {
        if (after <= TimeSpan.Zero)
        {
            End(container, exitCode);
            return;
        }

        container.EndsByItself?.Dispose();
        container.EndsByItself = time.CreateTimer(
            _ =>
            {
                lock (_sync)
                {
                    // A timer of an earlier run that fires late must not end this one.
                    if (container.IsRunning && container.Starts == run)
                    {
                        End(container, exitCode);
                    }
                }
            },
            state: null,
            dueTime: after,
            period: Timeout.InfiniteTimeSpan);
    }

    private void End(FakeContainer container, int exitCode, bool outOfMemory = false, bool isTold = true)
    {
        container.EndsByItself?.Dispose();
        Detach(container);
        container.State = ContainerState.Exited;
        container.FinishedAt = time.GetUtcNow();
        (container.ExitCode, container.OutOfMemory) = (exitCode, outOfMemory);
        if (outOfMemory)
        {
            Tell(new EngineEvent.OutOfMemory(container.Id, container.Name, container.Spec.Labels, time.GetUtcNow()));
        }

        if (isTold)
        {
            Tell(new EngineEvent.Died(container.Id, container.Name, container.Spec.Labels, exitCode, time.GetUtcNow()));
        }

        container.Log.Pulse();
        container.Ended.TrySetResult();
    }

    private void Discard(FakeContainer container)
    {
        if (container.IsRunning)
        {
            End(container, KilledExitCode);
        }

        _containers.Remove(container);
        Tell(new EngineEvent.Removed(container.Id, container.Name, container.Spec.Labels, time.GetUtcNow()));
    }
}
