using Microsoft.Extensions.Logging;
using Orchestry.Core.Journal;

namespace Orchestry.Storage;

/// <summary>Begins a <see cref="JournalWriter"/> on an open store for each term of office.</summary>
public sealed class JournalWriters(IStore store, JournalWriterOptions options, ILogger<JournalWriter> log) : IJournalFactory
{
    /// <summary>Every store has seen a newer one: a new store's is 0.</summary>
    private const long TermBeforeAll = -1;

    /// <inheritdoc/>
    public IJournal Begin(long term) => new JournalWriter(store, term, options, log);

    /// <inheritdoc/>
    public IJournal Rehearse()
    {
        var written = 0L;
        return new JournalWriter(CommitNothingAsync, TermBeforeAll, options, log);

        async Task<long> CommitNothingAsync(IReadOnlyList<Change> changes, long term, CancellationToken cancellationToken)
        {
            try
            {
                await store.CommitAsync(changes, term, cancellationToken);
            }
            catch (TermPassedException)
            {
                return (written += changes.Count) - changes.Count + 1;
            }

            throw new InvalidOperationException("The store has taken a commit of a term before all others.");
        }
    }
}
