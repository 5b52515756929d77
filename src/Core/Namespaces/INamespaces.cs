using Orchestry.Core.Orchestration;

namespace Orchestry.Core.Namespaces;

/// <summary>A namespace as it is shown.</summary>
/// <param name="Name">Its name.</param>
/// <param name="CreatedAt">When it was made, or when the first of what is in it was.</param>
public sealed record NamespaceInfo(NamespaceName Name, DateTimeOffset CreatedAt);

/// <summary>
/// The namespaces: those that were made, those that something is in, and <c>default</c>, which always is. Reads are answered on every node from memory,
/// changes on the leader alone.
/// </summary>
public interface INamespaces
{
    /// <summary>All of them, by name.</summary>
    IReadOnlyList<NamespaceInfo> All { get; }

    /// <summary>Makes one. Answers with the journal revision.</summary>
    Task<Outcome<long>> CreateAsync(NamespaceName name, CancellationToken cancellationToken);

    /// <summary>Ends one that is empty. Answers with the journal revision.</summary>
    Task<Outcome<long>> RemoveAsync(NamespaceName name, CancellationToken cancellationToken);
}
