using System.Collections.Immutable;
using Orchestry.Core.Journal;

namespace Orchestry.Core.Documents;

/// <summary>
/// Everything stored that is no application, at one moment: configs, secrets, namespaces, accounts, keys. Documents are few and small, so that every
/// node holds all of them in memory. Equal reference = nothing changed.
/// </summary>
public sealed class DocumentSet
{
    private readonly ImmutableDictionary<ResourceKey, Resource> _documents;

    private DocumentSet(ImmutableDictionary<ResourceKey, Resource> documents) => _documents = documents;

    /// <summary>Nothing.</summary>
    public static DocumentSet Empty { get; } = new(ImmutableDictionary<ResourceKey, Resource>.Empty);

    /// <summary>These.</summary>
    public static DocumentSet Of(IEnumerable<Resource> documents) => new(documents.ToImmutableDictionary(d => d.Key));

    /// <summary>One of them, or null.</summary>
    public Resource? Find(ResourceKey key) => _documents.GetValueOrDefault(key);

    /// <summary>All of a kind, by namespace and name (ordinal).</summary>
    public IEnumerable<Resource> OfKind(string kind) => _documents.Values
        .Where(d => d.Key.Kind == kind)
        .OrderBy(d => d.Key.Namespace, StringComparer.Ordinal).ThenBy(d => d.Key.Name, StringComparer.Ordinal);

    /// <summary>The same with a document as it is at its revision; an older one never replaces a newer one.</summary>
    public DocumentSet With(Resource document) =>
        Find(document.Key) is { } known && known.Revision > document.Revision ? this : new(_documents.SetItem(document.Key, document));

    /// <summary>The same without a document, unless it was written anew after that revision.</summary>
    public DocumentSet Without(ResourceKey key, long revision) =>
        Find(key) is { } known && known.Revision <= revision ? new(_documents.Remove(key)) : this;
}
