using Orchestry.Core.Documents;
using Orchestry.Core.Journal;
using Orchestry.Core.Orchestration;

namespace Orchestry.Testing.Documents;

/// <summary>Documents in memory, with the events that came with them; leads unless a test says otherwise.</summary>
public sealed class FakeDocuments : IDocuments
{
    private readonly Lock _gate = new();
    private readonly List<EventRecord> _events = [];
    private long _revision;

    /// <inheritdoc/>
    public event Action? Changed;

    /// <inheritdoc/>
    public DocumentSet Current { get; private set; } = DocumentSet.Empty;

    /// <summary>Whether changes are taken here.</summary>
    public bool IsLeader { get; set; } = true;

    /// <summary>When set, every change fails with it.</summary>
    public StoreException? Failure { get; set; }

    /// <summary>What happened so far.</summary>
    public IReadOnlyList<EventRecord> Events
    {
        get
        {
            lock (_gate)
            {
                return [.. _events];
            }
        }
    }

    /// <summary>Everything that would be in the database, to look for what must not be.</summary>
    public string Dump(IEnumerable<string> kinds)
    {
        lock (_gate)
        {
            return string.Join('\n', kinds.SelectMany(Current.OfKind).Select(d => $"{d.Key} {d.Spec}").Concat(_events.Select(e => $"{e}")));
        }
    }

    /// <summary>Holds these from now on, as a follower does after it has read the journal.</summary>
    public void Become(DocumentSet documents)
    {
        lock (_gate)
        {
            Current = documents;
        }

        Changed?.Invoke();
    }

    /// <inheritdoc/>
    public Task<Outcome<long>> ChangeAsync(Func<DocumentSet, Outcome<Change[]>> decide, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!IsLeader)
            {
                return Task.FromResult<Outcome<long>>(new Refusal(RefusalKind.NotLeader, "This node does not lead; nothing was changed"));
            }

            if (Failure is { } failure)
            {
                return Task.FromException<Outcome<long>>(failure);
            }

            if (!decide(Current).TryGet(out var changes, out var refusal))
            {
                return Task.FromResult<Outcome<long>>(refusal);
            }

            foreach (var change in changes)
            {
                _events.Add(change.Event);
                _revision++;
                Current = change.Mutation switch
                {
                    Mutation.Put put => Current.With(new Resource(put.Key, _revision, put.Spec, put.Status)),
                    Mutation.Delete delete => Current.Without(delete.Key, _revision),
                    _ => Current,
                };
            }
        }

        Changed?.Invoke();
        return Task.FromResult<Outcome<long>>(_revision);
    }
}
