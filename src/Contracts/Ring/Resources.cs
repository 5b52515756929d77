namespace Orchestry.Contracts.Ring;

/// <summary>A config.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name in its namespace.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Data">Its text.</param>
public sealed record RingConfig(string Id, string Name, string Namespace, string Data);

/// <summary>Body of <c>POST /configs</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Namespace">Its namespace; left out: <c>default</c>.</param>
/// <param name="Data">Its text.</param>
public sealed record RingConfigRequest(string Name, string? Namespace, string Data);

/// <summary>Body of <c>PUT /configs/{id}</c>.</summary>
/// <param name="Data">Its new text.</param>
public sealed record RingConfigChange(string Data);

/// <summary>A secret, without its value.</summary>
/// <param name="Id">Its id.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="UpdatedAt">When it got its value.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name in its namespace.</param>
public sealed record RingSecret(string Id, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, string Namespace, string Name);

/// <summary>Answer of <c>POST /secrets</c>.</summary>
/// <param name="Id">Its id.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name in its namespace.</param>
public sealed record RingCreatedSecret(string Id, DateTimeOffset CreatedAt, string Namespace, string Name);

/// <summary>Body of <c>POST /secrets</c>.</summary>
/// <param name="Namespace">Its namespace; left out: <c>default</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value: a text, or an object with fields.</param>
public sealed record RingSecretRequest(string? Namespace, string Name, object Value);

/// <summary>Body of <c>PUT /secrets/{id}</c>.</summary>
/// <param name="Value">Its new value: a text, or an object with fields.</param>
public sealed record RingSecretChange(object Value);

/// <summary>A namespace.</summary>
/// <param name="Id">Its id, which is its name.</param>
/// <param name="Name">Its name.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="UpdatedAt">When it last changed: a namespace does not.</param>
public sealed record RingNamespace(string Id, string Name, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>Body of <c>POST /namespaces</c>.</summary>
/// <param name="Name">Its name.</param>
public sealed record RingNamespaceRequest(string Name);
