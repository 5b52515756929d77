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
