using System.Collections.Immutable;

namespace Orchestry.Core.Tokens;

/// <summary>What somebody wants of a new API token.</summary>
/// <param name="Name">What it is for.</param>
/// <param name="Scopes">What it may.</param>
/// <param name="Namespaces">Where it may; none: everywhere.</param>
/// <param name="ExpireAt">When it expires; null: never.</param>
public sealed record ApiTokenRequest(string Name, ImmutableArray<string> Scopes, ImmutableArray<string> Namespaces, DateTimeOffset? ExpireAt);
