using Microsoft.Extensions.Logging.Abstractions;
using Orchestry.Core.Engine;
using Orchestry.Docker;

namespace Orchestry.Benchmarks.Metrics;

/// <summary>One way of learning every ten seconds what containers use.</summary>
internal abstract class CollectionWay(string name) : IAsyncDisposable
{
    public string Name => name;

    /// <summary>What each window begins with; answers how many containers were read.</summary>
    public abstract Task<int> CollectAsync(IReadOnlyCollection<ContainerId> containers, CancellationToken cancellationToken);

    /// <summary>Before a window, and not counted.</summary>
    public virtual Task PrepareAsync(IReadOnlyCollection<ContainerId> containers, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>After a window, and not counted.</summary>
    public virtual Task EndAsync() => Task.CompletedTask;

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>What the machine does anyhow.</summary>
    public sealed class Nothing() : CollectionWay("nothing")
    {
        public override Task<int> CollectAsync(IReadOnlyCollection<ContainerId> containers, CancellationToken cancellationToken) => Task.FromResult(0);
    }

    /// <summary>By our reader.</summary>
    public sealed class Reader(string name, IContainerEngine engine, DockerOptions endpoint, UsageOptions options) : CollectionWay(name)
    {
        private readonly UsageReader _reader = new(engine, endpoint, options, TimeProvider.System, NullLogger<UsageReader>.Instance);

        public override async Task<int> CollectAsync(IReadOnlyCollection<ContainerId> containers, CancellationToken cancellationToken) =>
            (await _reader.ReadAsync(containers, cancellationToken)).Count;

        public override ValueTask DisposeAsync()
        {
            _reader.Dispose();
            return base.DisposeAsync();
        }
    }

    /// <summary>By a stream per container, which the engine fills every second.</summary>
    public sealed class Streams(IContainerEngine engine) : CollectionWay("a statistics stream each")
    {
        private CancellationTokenSource? _ending;
        private Task[] _watching = [];
        private int _read;

        public override async Task PrepareAsync(IReadOnlyCollection<ContainerId> containers, CancellationToken cancellationToken)
        {
            _ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var first = containers.Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).ToArray();
            _watching = [.. containers.Select((id, i) => WatchAsync(id, first[i], _ending.Token))];
            await Task.WhenAll(first.Select(came => came.Task)).WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, cancellationToken);
            _read = containers.Count;
        }

        public override Task<int> CollectAsync(IReadOnlyCollection<ContainerId> containers, CancellationToken cancellationToken) => Task.FromResult(_read);

        public override async Task EndAsync()
        {
            await _ending!.CancelAsync();
            await Task.WhenAll(_watching);
            _ending.Dispose();
        }

        private async Task WatchAsync(ContainerId id, TaskCompletionSource first, CancellationToken cancellationToken)
        {
            try
            {
                await foreach (var _ in engine.WatchStatsAsync(id, cancellationToken))
                {
                    first.TrySetResult();
                }
            }
            catch (OperationCanceledException)
            {
                // The window is over.
            }
        }
    }
}
