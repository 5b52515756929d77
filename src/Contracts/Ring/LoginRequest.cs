namespace Orchestry.Contracts.Ring;

/// <summary>Body of <c>POST /login</c>.</summary>
/// <param name="Username">The user's name.</param>
/// <param name="Password">The user's password.</param>
public sealed record LoginRequest(string? Username, string? Password);

/// <summary>Answer of <c>POST /login</c>.</summary>
/// <param name="Token">To be sent with every other request: <c>Authorization: Bearer TOKEN</c>.</param>
public sealed record LoginReply(string Token);
