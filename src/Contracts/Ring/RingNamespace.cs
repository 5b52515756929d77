namespace Orchestry.Contracts.Ring;

/// <summary>A namespace.</summary>
/// <param name="Id">Its id, which is its name.</param>
/// <param name="Name">Its name.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="UpdatedAt">When it last changed: a namespace does not.</param>
public sealed record RingNamespace(string Id, string Name, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>Body of <c>POST /namespaces</c>.</summary>
/// <param name="Name">Its name.</param>
public sealed record RingNamespaceRequest(string Name);
