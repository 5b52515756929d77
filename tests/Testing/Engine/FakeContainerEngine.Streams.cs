using System.Runtime.CompilerServices;
using Orchestry.Core.Engine;

namespace Orchestry.Testing.Engine;

public sealed partial class FakeContainerEngine
{
    /// <summary>What the real engine can replay.</summary>
    private const int LongestHistory = 256;

    private readonly List<FakeWatcher> _watchers = [];
    private readonly Queue<(DateTimeOffset At, EngineEvent Event)> _history = new();
    private bool _isMute;

    /// <summary>How many event streams are open.</summary>
    public int Watchers
    {
        get
        {
            lock (_sync)
            {
                return _watchers.Count;
            }
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<EngineEvent> WatchAsync(
        IReadOnlyDictionary<string, string?> labels, DateTimeOffset? since, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Record(EngineCall.Watch, "");
        var watcher = new FakeWatcher(labels);
        lock (_sync)
        {
            watcher.Tell(_away is { } fault ? new EngineEvent.Disconnected(fault) : new EngineEvent.Connected());
            foreach (var (_, happened) in _history.Where(past => since is not null && past.At >= since))
            {
                watcher.Tell(happened);
            }

            _watchers.Add(watcher);
        }

        try
        {
            await foreach (var happened in watcher.Events.ReadAllAsync(cancellationToken))
            {
                yield return happened;
            }
        }
        finally
        {
            lock (_sync)
            {
                _watchers.Remove(watcher);
            }
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<LogFrame> ReadLogsAsync(
        ContainerId id, LogQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (container, outage) = await OpenAsync(EngineCall.Logs, id, cancellationToken);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(outage, cancellationToken);
        await using var lines = container.Log.ReadAsync(query, () => container.IsRunning, either.Token).GetAsyncEnumerator(either.Token);
        while (await SurviveAsync(() => lines.MoveNextAsync().AsTask(), outage, cancellationToken))
        {
            yield return lines.Current;
        }
    }

    /// <inheritdoc/>
    public Task<EngineResult<ContainerStats>> ReadStatsAsync(ContainerId id, CancellationToken cancellationToken) =>
        CallAsync<ContainerStats>(EngineCall.Stats, NameOf(id), _ =>
        {
            lock (_sync)
            {
                return Task.FromResult<EngineResult<ContainerStats>>(Find(id) switch
                {
                    null => NoSuchContainer(id),
                    { IsRunning: false } => new EngineFault(
                        EngineFaultKind.Conflict, $"The engine could not measure container {id.ShortId}: it is not running."),
                    var container => container.ToStats(HostMemory),
                });
            }
        }, cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<ContainerStats> WatchStatsAsync(ContainerId id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (container, outage) = await OpenAsync(EngineCall.WatchStats, id, cancellationToken);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(outage, cancellationToken);
        while (container.IsRunning)
        {
            yield return container.ToStats(HostMemory);
            await SurviveAsync(
                async () =>
                {
                    await Task.WhenAny(container.Ended.Task, PassAsync(TimeSpan.FromSeconds(1), either.Token));
                    either.Token.ThrowIfCancellationRequested();
                    return true;
                },
                outage,
                cancellationToken);
        }
    }

    /// <summary>Opens a stream about a container, by the same rules as a call; a fault is thrown.</summary>
    private async Task<(FakeContainer Container, CancellationToken Outage)> OpenAsync(
        EngineCall operation, ContainerId id, CancellationToken cancellationToken)
    {
        var opened = await CallAsync<FakeContainer>(operation, NameOf(id), _ =>
            Task.FromResult<EngineResult<FakeContainer>>(Find(id) is { } found ? found : NoSuchContainer(id)), cancellationToken);
        return (opened.Value, Reach().Outage);
    }

    private async Task<bool> SurviveAsync(Func<Task<bool>> step, CancellationToken outage, CancellationToken cancellationToken)
    {
        try
        {
            return await step();
        }
        catch (OperationCanceledException) when (outage.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new EngineException(new EngineFault(EngineFaultKind.Unreachable, $"The connection to the engine {Name} broke."));
        }
    }

    /// <summary>An event about a container: remembered, and told unless the streams are interrupted.</summary>
    private void Tell(EngineEvent happened)
    {
        if (_away is not null || _isMute)
        {
            return;
        }

        _history.Enqueue((time.GetUtcNow(), happened));
        if (_history.Count > LongestHistory)
        {
            _history.Dequeue();
        }

        TellAll(happened);
    }

    private void TellAll(EngineEvent happened)
    {
        foreach (var watcher in _watchers)
        {
            watcher.Tell(happened);
        }
    }
}
