using System.Collections.Concurrent;
using Orchestry.Core.Engine;
using Orchestry.Core.Metrics;

namespace Orchestry.Testing.Metrics;

/// <summary>Answers what a test says containers use: a tenth of a processor and 32 MiB each, unless told otherwise. It can be made to wait.</summary>
public sealed class FakeUsageReader(TimeProvider clock) : IUsageReader
{
    private readonly ConcurrentQueue<IReadOnlyCollection<ContainerId>> _asked = [];
    private TaskCompletionSource? _hold;

    /// <summary>The use of one container at a time since the clock began; null: it can't be read.</summary>
    public Func<ContainerId, TimeSpan, (TimeSpan CpuTime, long MemoryBytes)?> Use { get; set; } = (_, elapsed) => (elapsed / 10, 32 << 20);

    /// <summary>The host's figures; null: they can't be known.</summary>
    public HostUsage? Host { get; set; }

    /// <summary>When set, everything throws it.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Which containers were asked for, question by question.</summary>
    public IReadOnlyList<IReadOnlyCollection<ContainerId>> Asked => [.. _asked];

    /// <summary>Readers wait from now on.</summary>
    public void Hold() => _hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whoever waits goes on.</summary>
    public void Release()
    {
        var hold = _hold!;
        _hold = null;
        hold.SetResult();
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<ContainerId, ContainerUsage>> ReadAsync(
        IReadOnlyCollection<ContainerId> containers, CancellationToken cancellationToken)
    {
        _asked.Enqueue(containers);
        if (_hold is { } hold)
        {
            await hold.Task.WaitAsync(cancellationToken);
        }

        if (Failure is { } failure)
        {
            throw failure;
        }

        var (elapsed, at) = (clock.GetElapsedTime(0), clock.GetTimestamp());
        var readings = new Dictionary<ContainerId, ContainerUsage>();
        foreach (var container in containers)
        {
            if (Use(container, elapsed) is { } use)
            {
                readings[container] = new ContainerUsage(use.CpuTime, use.MemoryBytes, at);
            }
        }

        return readings;
    }

    /// <inheritdoc/>
    public Task<HostUsage?> ReadHostAsync(CancellationToken cancellationToken) =>
        Failure is { } failure ? Task.FromException<HostUsage?>(failure) : Task.FromResult(Host);
}
