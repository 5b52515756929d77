using Orchestry.Actors.Apps;
using Orchestry.Core.Apps;
using Orchestry.Core.Documents;
using Orchestry.Core.Journal;
using Orchestry.Core.Orchestration;

namespace Orchestry.Actors.Documents;

/// <summary>
/// The documents in memory: loaded from the store when this node begins to follow or to lead, kept from the journal while it follows, and from its own
/// writes while it leads.
/// </summary>
internal sealed class DocumentService(ILeaderJournal leader, ReadModel model) : IDocuments, IDisposable
{
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private readonly Lock _writing = new();
    private volatile DocumentSet _current = DocumentSet.Empty;

    public event Action? Changed;

    public DocumentSet Current => _current;

    /// <summary>Holds what is stored, and nothing else.</summary>
    public void Load(StoreSnapshot stored) => Become(_ => DocumentSet.Of(stored.Resources.Where(IsDocument)));

    /// <summary>Applies what a stretch of the journal has changed.</summary>
    /// <param name="revision">The revision it reaches to.</param>
    /// <param name="changed">The resources it touched, as they are at <paramref name="revision"/> or later; null: removed.</param>
    public void Apply(long revision, IReadOnlyList<(ResourceKey Key, Resource? Now)> changed) => Become(documents => changed
        .Where(c => c.Key.Kind != AppRecordJson.Kind)
        .Aggregate(documents, (now, c) => c.Now is { } document ? now.With(document) : now.Without(c.Key, revision)));

    public async Task<Outcome<long>> ChangeAsync(
        Func<DocumentSet, Outcome<Change[]>> decide, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            // In office: what an earlier leader wrote was loaded before this journal could be had.
            if (leader.Current is not { } journal)
            {
                return new Refusal(RefusalKind.NotLeader, "This node does not lead; nothing was changed");
            }

            if (!decide(_current).TryGet(out var changes, out var refusal))
            {
                return refusal;
            }

            if (changes.Length == 0)
            {
                return model.Revision;
            }

            // Whether it is written must be known, whoever still waits for the answer.
            return await journal.AppendAsync(
                changes,
                first => Become(documents => changes.Index().Aggregate(documents, (now, change) => After(now, change.Item, first + change.Index))),
                CancellationToken.None) + changes.Length - 1;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public void Dispose() => _oneAtATime.Dispose();

    private static bool IsDocument(Resource resource) => resource.Key.Kind != AppRecordJson.Kind;

    private static DocumentSet After(DocumentSet documents, Change change, long revision) => change.Mutation switch
    {
        Mutation.Put put => documents.With(new Resource(put.Key, revision, put.Spec, put.Status)),
        Mutation.Delete delete => documents.Without(delete.Key, revision),
        _ => documents,
    };

    private void Become(Func<DocumentSet, DocumentSet> change)
    {
        lock (_writing)
        {
            var before = _current;
            _current = change(before);
            if (!ReferenceEquals(before, _current))
            {
                Changed?.Invoke();
            }
        }
    }
}
