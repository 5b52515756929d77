using Orchestry.Core.Apps;
using Orchestry.Core.Documents;
using Orchestry.Core.Namespaces;
using Orchestry.Core.Orchestration;

namespace Orchestry.Actors.Namespaces;

/// <summary>The namespaces, as documents and as what is in them.</summary>
internal sealed class NamespaceStore(IDocuments documents, IReadModel model, TimeProvider clock) : INamespaces
{
    public IReadOnlyList<NamespaceInfo> All => NamespaceRules.All(documents.Current, model.Apps);

    public Task<Outcome<long>> CreateAsync(NamespaceName name, CancellationToken cancellationToken) =>
        documents.ChangeAsync(now => NamespaceRules.Create(now, model.Apps, name, clock.GetUtcNow()), cancellationToken);

    public Task<Outcome<long>> RemoveAsync(NamespaceName name, CancellationToken cancellationToken) =>
        documents.ChangeAsync(now => NamespaceRules.Remove(now, model.Apps, name, clock.GetUtcNow()), cancellationToken);
}
