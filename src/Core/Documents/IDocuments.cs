using Orchestry.Core.Journal;
using Orchestry.Core.Orchestration;

namespace Orchestry.Core.Documents;

/// <summary>
/// Everything stored that is no application. Reads are answered on every node, from memory, also while the database is away; changes are made on the
/// leader alone, one at a time, and are durable before their call answers.
/// </summary>
public interface IDocuments
{
    /// <summary>The documents as this node knows them. Never waits.</summary>
    DocumentSet Current { get; }

    /// <summary>
    /// Raised after <see cref="Current"/> has changed. Handlers must be quick: the next change waits for them.
    /// </summary>
    event Action? Changed;

    /// <summary>
    /// Decides on a change by what is stored, and makes it durable. Refused with <see cref="RefusalKind.NotLeader"/> where this node does not lead.
    /// Throws <see cref="StoreException"/> when the database fails; nothing was changed then, unless it says otherwise.
    /// </summary>
    /// <param name="decide">
    /// Given the documents of now, what to write, all or none, or why not. No change is granted without writing. Called once, and must be quick.
    /// </param>
    /// <param name="cancellationToken">Gives up waiting for a turn.</param>
    /// <returns>The journal revision of the last change, or the one this node had seen where there was none.</returns>
    Task<Outcome<long>> ChangeAsync(Func<DocumentSet, Outcome<Change[]>> decide, CancellationToken cancellationToken);
}
