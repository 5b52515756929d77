using Orchestry.Core.Journal;
using Orchestry.Core.Namespaces;
using Orchestry.Core.Orchestration;

namespace Orchestry.Core.Documents;

/// <summary>Decides on changes of configs and secrets, which are kept and named alike. Pure but for the letters of a suffix.</summary>
/// <param name="Kind">The kind of resource; what messages and refusals call it as well.</param>
public sealed record VersionedKind(string Kind)
{
    /// <summary>What events call it.</summary>
    private string Word => $"{char.ToUpperInvariant(Kind[0])}{Kind[1..]}";

    /// <summary>All of them, by namespace and name.</summary>
    public IEnumerable<Resource> In(DocumentSet documents) => documents.OfKind(Kind);

    /// <summary>The one the cluster calls so, or null.</summary>
    public Resource? Find(DocumentSet documents, string id) => In(documents).FirstOrDefault(r => VersionedDocument.Of(r).Id == id);

    /// <summary>Its place in the store.</summary>
    public ResourceKey Key(NamespaceName @namespace, string name) => new(Kind, @namespace.Value, name);

    /// <summary>A new one, and its namespace where that is missing.</summary>
    public Outcome<Change[]> Create(DocumentSet documents, NamespaceName @namespace, string name, string content, DateTimeOffset now)
    {
        var key = Key(@namespace, name);
        if (documents.Find(key) is not null)
        {
            return new Refusal(RefusalKind.AlreadyExists, $"There is a {Kind} '{name}' in the namespace '{@namespace}' already") { Subject = Kind };
        }

        var created = VersionedDocument.Create(IdFor(documents, name), content, now);
        return (Change[])
        [
            .. NamespaceDocument.MissingIn(documents, @namespace, now),
            new Change(Tell(key, "Created", "created", now), new Mutation.Put(key, created.Write(), null)),
        ];
    }

    /// <summary>Another content for one. The same content again changes nothing.</summary>
    /// <param name="documents">What is stored.</param>
    /// <param name="id">Which one.</param>
    /// <param name="content">Its new content; null: it has that already.</param>
    /// <param name="now">The time.</param>
    public Outcome<Change[]> Change(DocumentSet documents, string id, Func<Resource, string?> content, DateTimeOffset now)
    {
        if (Find(documents, id) is not { } resource)
        {
            return Missing(id);
        }

        return content(resource) is { } changed
            ? (Change[])
            [
                new Change(
                    Tell(resource.Key, "Updated", "changed", now),
                    new Mutation.Put(resource.Key, VersionedDocument.Of(resource).With(changed, now).Write(), null)),
            ]
            : (Change[])[];
    }

    /// <summary>The end of one, unless somebody needs it.</summary>
    /// <param name="documents">What is stored.</param>
    /// <param name="id">Which one.</param>
    /// <param name="usedBy">Names who needs it.</param>
    /// <param name="now">The time.</param>
    public Outcome<Change[]> Remove(DocumentSet documents, string id, Func<ResourceKey, IReadOnlyList<string>> usedBy, DateTimeOffset now)
    {
        if (Find(documents, id) is not { } resource)
        {
            return Missing(id);
        }

        var users = usedBy(resource.Key);
        return users.Count > 0
            ? new Refusal(RefusalKind.InUse, $"{Word} '{id}' is used by {string.Join(", ", users)}") { Subject = Kind }
            : (Change[])[new Change(Tell(resource.Key, "Removed", "removed", now), new Mutation.Delete(resource.Key))];
    }

    /// <summary>There is none of that id.</summary>
    public Refusal Missing(string id) => new(RefusalKind.NotFound, $"There is no {Kind} '{id}'") { Subject = Kind };

    /// <summary>Its name, unless one of another namespace has that: for good, since clients call it so.</summary>
    private string IdFor(DocumentSet documents, string name) => UniqueName.For(name, ResourceName.MaxLength, id => Find(documents, id) is not null);

    private EventRecord Tell(ResourceKey key, string what, string verb, DateTimeOffset now) => new()
    {
        Type = EventType.Config,
        Component = "api",
        Reason = Word + what,
        Message = $"{Word} '{key.Name}' of the namespace '{key.Namespace}' {verb}",
        Details = DocumentEvents.Details(key),
        At = now,
    };
}
