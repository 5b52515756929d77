using Orchestry.Core.Journal;

namespace Orchestry.Actors.Tests.Controller;

/// <summary>The journal as one process sees it: after its death nothing is written and nothing answered.</summary>
internal sealed class MortalJournal(IJournal journal, MortalEngine life) : IJournal
{
    public event Action<CommittedBatch>? Committed
    {
        add => journal.Committed += value;
        remove => journal.Committed -= value;
    }

    public long Term => journal.Term;

    public Task<StoreException> Over => journal.Over;

    public ValueTask DisposeAsync() => journal.DisposeAsync();

    public Task<long> AppendAsync(IReadOnlyList<Change> changes, Action<long>? show, CancellationToken cancellationToken) => life.IsDead
        ? new TaskCompletionSource<long>().Task.WaitAsync(cancellationToken)
        : journal.AppendAsync(changes, show, cancellationToken);
}
