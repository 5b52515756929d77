using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Orchestry.Core.Streams;

namespace Orchestry.Testing.Streams;

/// <summary>A subscription whose batches a test hands out.</summary>
public sealed class FakeSubscription
{
    private readonly Channel<StreamItem[]> _batches = Channel.CreateUnbounded<StreamItem[]>();
    private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal FakeSubscription(CancellationToken cancellationToken) => Made = new Subscription(ReadAsync(cancellationToken), () =>
    {
        _disposed.TrySetResult();
        return ValueTask.CompletedTask;
    });

    internal Subscription Made { get; }

    /// <summary>Completes when the subscriber was let go.</summary>
    public Task Disposed => _disposed.Task.WaitAsync(TestKit.Guard, TimeProvider.System);

    /// <summary>Whether it was.</summary>
    public bool IsDisposed => _disposed.Task.IsCompleted;

    /// <summary>How many batches were not taken yet.</summary>
    public int Waiting => _batches.Reader.Count;

    /// <summary>Hands out one batch.</summary>
    public void Send(params StreamItem[] batch) => _batches.Writer.TryWrite(batch);

    /// <summary>Nothing more comes.</summary>
    /// <param name="why">The failure that ended it; null: it is over.</param>
    public void Complete(Exception? why = null) => _batches.Writer.Complete(why);

    private async IAsyncEnumerable<ReadOnlyMemory<StreamItem>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var batch in _batches.Reader.ReadAllAsync(cancellationToken))
        {
            yield return batch;
        }
    }
}
