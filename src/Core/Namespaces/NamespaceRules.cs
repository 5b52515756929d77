using Orchestry.Core.Apps;
using Orchestry.Core.Bindings;
using Orchestry.Core.Documents;
using Orchestry.Core.Journal;
using Orchestry.Core.Orchestration;

namespace Orchestry.Core.Namespaces;

/// <summary>Which namespaces there are, and which may come and go.</summary>
public static class NamespaceRules
{
    private const string Subject = "namespace";

    // More would not help the person who reads them.
    private const int MostNamed = 5;

    /// <summary>All of them, by name.</summary>
    public static IReadOnlyList<NamespaceInfo> All(DocumentSet documents, IEnumerable<AppSnapshot> apps)
    {
        var since = new SortedDictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        foreach (var (name, at) in Contents(documents, apps))
        {
            since[name] = since.TryGetValue(name, out var earlier) && earlier < at ? earlier : at;
        }

        foreach (var made in documents.OfKind(NamespaceDocument.Kind))
        {
            since[made.Key.Name] = NamespaceDocument.Of(made).CreatedAt;
        }

        // It has always been there.
        since.TryAdd(NamespaceName.Default.Value, DateTimeOffset.UnixEpoch);
        return [.. since.Select(n => new NamespaceInfo(NamespaceName.Parse(n.Key), n.Value))];
    }

    /// <summary>A new one.</summary>
    public static Outcome<Change[]> Create(DocumentSet documents, IEnumerable<AppSnapshot> apps, NamespaceName name, DateTimeOffset now) =>
        All(documents, apps).Any(n => n.Name == name)
            ? new Refusal(RefusalKind.AlreadyExists, $"There is a namespace '{name}' already") { Subject = Subject }
            : (Change[])[NamespaceDocument.Creation(name, now)];

    /// <summary>The end of one that nothing is in.</summary>
    public static Outcome<Change[]> Remove(DocumentSet documents, IEnumerable<AppSnapshot> apps, NamespaceName name, DateTimeOffset now)
    {
        if (name.IsDefault)
        {
            return new Refusal(RefusalKind.InUse, $"The namespace '{name}' is the one of whatever names none; it can't be removed") { Subject = Subject };
        }

        string[] inside =
        [
            .. apps.Where(a => a.Spec.Namespace == name).Select(a => $"deployment {a.Name}"),
            .. BoundKinds.All.SelectMany(kind => kind.In(documents).Where(r => r.Key.Namespace == name.Value)
                .Select(r => $"{kind.Kind} {VersionedDocument.Of(r).Id}")),
        ];
        if (inside.Length > 0)
        {
            var more = inside.Length > MostNamed ? $" and {inside.Length - MostNamed} more" : "";
            return new Refusal(
                RefusalKind.InUse, $"The namespace '{name}' is not empty: {string.Join(", ", inside.Take(MostNamed))}{more}") { Subject = Subject };
        }

        return documents.Find(NamespaceDocument.Key(name)) is null
            ? new Refusal(RefusalKind.NotFound, $"There is no namespace '{name}'") { Subject = Subject }
            : (Change[])[NamespaceDocument.Removal(name, now)];
    }

    private static IEnumerable<(string Name, DateTimeOffset Since)> Contents(DocumentSet documents, IEnumerable<AppSnapshot> apps) =>
    [
        .. apps.Select(a => (a.Spec.Namespace.Value, a.CreatedAt)),
        .. BoundKinds.All.SelectMany(kind => kind.In(documents)).Select(r => (r.Key.Namespace, VersionedDocument.Of(r).CreatedAt)),
    ];
}
