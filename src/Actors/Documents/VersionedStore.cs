using Orchestry.Core.Apps;
using Orchestry.Core.Bindings;
using Orchestry.Core.Documents;
using Orchestry.Core.Journal;
using Orchestry.Core.Namespaces;
using Orchestry.Core.Orchestration;

namespace Orchestry.Actors.Documents;

/// <summary>The documents of a kind that specifications name, and containers get the contents of.</summary>
/// <param name="kind">The kind.</param>
/// <param name="show">One as it is shown, with the journal revision to show it with.</param>
/// <param name="documents">Where they are.</param>
/// <param name="model">Who names them.</param>
/// <param name="clock">The time.</param>
internal sealed class VersionedStore<T>(VersionedKind kind, Func<Resource, long, T> show, IDocuments documents, IReadModel model, TimeProvider clock)
    where T : class
{
    public IReadOnlyList<T> All => [.. kind.In(documents.Current).Select(Shown)];

    public T? Find(string id) => kind.Find(documents.Current, id) is { } found ? Shown(found) : null;

    public async Task<Outcome<T>> CreateAsync(NamespaceName @namespace, string name, string content, CancellationToken cancellationToken)
    {
        var created = await documents.ChangeAsync(now => kind.Create(now, @namespace, name, content, clock.GetUtcNow()), cancellationToken);
        return created.TryGet(out _, out var refusal) ? Now(kind.Key(@namespace, name)) : refusal;
    }

    /// <summary>Gives one another content.</summary>
    /// <param name="id">Which one.</param>
    /// <param name="contentFor">Its new content; null: it has that already.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task<Outcome<T>> ChangeAsync(string id, Func<Resource, string?> contentFor, CancellationToken cancellationToken)
    {
        ResourceKey? which = null;
        var changed = await documents.ChangeAsync(
            now => kind.Change(
                now,
                id,
                resource =>
                {
                    which = resource.Key;
                    return contentFor(resource);
                },
                clock.GetUtcNow()),
            cancellationToken);
        return changed.TryGet(out _, out var refusal) ? Now(which!.Value) : refusal;
    }

    /// <summary>Removes one that no application names; or any, by force.</summary>
    public async Task<Outcome<T>> RemoveAsync(string id, bool force, CancellationToken cancellationToken)
    {
        var before = kind.Find(documents.Current, id);
        var removed = await documents.ChangeAsync(
            now => kind.Remove(now, id, resource => force ? [] : DocumentUsers.Of(resource, model), clock.GetUtcNow()), cancellationToken);
        return !removed.TryGet(out var revision, out var refusal) ? refusal
            : before is null ? kind.Missing(id)
            : show(before, revision);
    }

    /// <summary>As it is now; somebody else may have removed it since.</summary>
    private Outcome<T> Now(ResourceKey which) => documents.Current.Find(which) is { } found ? Shown(found) : kind.Missing(which.Name);

    private T Shown(Resource resource) => show(resource, resource.Revision);
}
