using Orchestry.Core.Journal;

namespace Orchestry.Testing.Journal;

/// <summary>A journal that commits each append by itself, before the call returns unless the store holds it.</summary>
public sealed class ImmediateJournal(IStore store, long term = 1) : IJournal
{
    private readonly Lock _order = new();
    private readonly TaskCompletionSource<StoreException> _over = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <inheritdoc/>
    public event Action<CommittedBatch>? Committed;

    /// <inheritdoc/>
    public Task<StoreException> Over => _over.Task;

    /// <inheritdoc/>
    public long Term => term;

    /// <summary>When set, every append fails with it, having written nothing.</summary>
    public StoreException? Failure { get; set; }

    /// <inheritdoc/>
    public Task<long> AppendAsync(IReadOnlyList<Change> changes, Action<long>? show, CancellationToken cancellationToken)
    {
        lock (_order)
        {
            return Failure is { } failure ? Task.FromException<long>(failure) : CommitAsync([.. changes], show);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<long> CommitAsync(Change[] changes, Action<long>? show)
    {
        try
        {
            var first = await store.CommitAsync(changes, term, CancellationToken.None);
            show?.Invoke(first);
            Committed?.Invoke(CommittedBatch.From(first, changes));
            return first;
        }
        catch (StoreException end) when (end is TermPassedException or OutcomeUnknownException)
        {
            _over.TrySetResult(end);
            throw;
        }
    }
}
