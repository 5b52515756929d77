using Orchestry.Core.Journal;

namespace Orchestry.Storage;

/// <summary>One caller's changes on their way into a transaction.</summary>
internal sealed class PendingAppend(IReadOnlyList<Change> changes, Action<long>? show)
{
    // Callers continue on their own threads, never on the writer's: it has the next batch to commit.
    private readonly TaskCompletionSource<long> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _settled; // 0 while queued; whoever sets it to 1, the writer or the canceller, owns the outcome

    public IReadOnlyList<Change> Changes { get; } = changes;

    public Task<long> Answer => _answer.Task;

    /// <summary>Takes the changes into a transaction; false when the caller has taken them back.</summary>
    public bool TryTake() => Interlocked.Exchange(ref _settled, 1) == 0;

    /// <summary>Takes the changes back, unless they are in a transaction already.</summary>
    public void TryCancel(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _settled, 1) == 0)
        {
            _answer.TrySetCanceled(cancellationToken);
        }
    }

    /// <summary>Shows what the caller wrote, given the first revision; null: it shows nothing.</summary>
    public Action<long>? Show { get; } = show;

    public void Complete(long firstRevision) => _answer.TrySetResult(firstRevision);

    public void Fail(Exception error) => _answer.TrySetException(error);
}
