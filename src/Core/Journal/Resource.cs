namespace Orchestry.Core.Journal;

/// <summary>Names a resource: unique by all three parts.</summary>
/// <param name="Kind">What it is, such as <c>app</c> or <c>config</c>.</param>
/// <param name="Namespace">Its namespace; <c>default</c> where nobody said otherwise.</param>
/// <param name="Name">Its name.</param>
public readonly record struct ResourceKey(string Kind, string Namespace, string Name)
{
    /// <summary>The namespace of whatever names none.</summary>
    public const string DefaultNamespace = "default";

    /// <inheritdoc/>
    public override string ToString() => $"{Kind}/{Namespace}/{Name}";
}

/// <summary>A stored resource.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Revision">The revision of its last change.</param>
/// <param name="Spec">What is wanted, as JSON.</param>
/// <param name="Status">What was observed, as JSON; null before anything was.</param>
public sealed record Resource(ResourceKey Key, long Revision, string Spec, string? Status);

/// <summary>The store at one moment.</summary>
/// <param name="Revision">The last revision; 0 for an empty store.</param>
/// <param name="Resources">Every resource.</param>
public sealed record StoreSnapshot(long Revision, IReadOnlyList<Resource> Resources);
