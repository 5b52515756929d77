namespace Orchestry.Contracts.Ring;

/// <summary>Body of <c>POST /tokens</c>.</summary>
/// <param name="Name">What the token is for.</param>
/// <param name="Scopes">What it may.</param>
/// <param name="Namespaces">Where it may; left out or empty: everywhere.</param>
/// <param name="ExpireAt">When it expires; left out: never.</param>
public sealed record RingTokenRequest(string Name, IReadOnlyList<string> Scopes, IReadOnlyList<string>? Namespaces, DateTimeOffset? ExpireAt);

/// <summary>An API token, without its value.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What it is for.</param>
/// <param name="TokenPrefix">How its value begins.</param>
/// <param name="Scopes">What it may.</param>
/// <param name="Namespaces">Where it may; empty: everywhere.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="ExpireAt">When it expires; null: never.</param>
/// <param name="RevokedAt">When it was revoked; null: it was not.</param>
public sealed record RingToken(
    string Id, string Name, string TokenPrefix, IReadOnlyList<string> Scopes, IReadOnlyList<string> Namespaces, DateTimeOffset CreatedAt,
    DateTimeOffset? ExpireAt, DateTimeOffset? RevokedAt);

/// <summary>A new API token, or one with a new value.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Token">Its value. It is shown this once.</param>
/// <param name="TokenPrefix">How its value begins.</param>
/// <param name="Scopes">What it may.</param>
/// <param name="Namespaces">Where it may; empty: everywhere.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="ExpireAt">When it expires; null: never.</param>
public sealed record RingIssuedToken(
    string Id, string Name, string Token, string TokenPrefix, IReadOnlyList<string> Scopes, IReadOnlyList<string> Namespaces, DateTimeOffset CreatedAt,
    DateTimeOffset? ExpireAt);

/// <summary>Answer of <c>POST /tokens/signing-key/rotate</c>.</summary>
/// <param name="KeyId">The name of the key that signs from now on.</param>
public sealed record RingSigningKey(string KeyId);
