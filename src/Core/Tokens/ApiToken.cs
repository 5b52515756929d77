using System.Collections.Immutable;

namespace Orchestry.Core.Tokens;

/// <summary>A token for programs: what it may, where, and until when. Its value is known only to whoever was shown it once.</summary>
public sealed record ApiToken
{
    /// <summary>Its id: a number that is given once.</summary>
    public required string Id { get; init; }

    /// <summary>What it is for.</summary>
    public required string Name { get; init; }

    /// <summary>The user it belongs to; it ends with that one.</summary>
    public required string UserId { get; init; }

    /// <summary>How its value begins, for people to recognise it.</summary>
    public required string Prefix { get; init; }

    /// <summary>The SHA-256 of its value, as base64. The value is random and long, so that this needs neither salt nor patience.</summary>
    public required string Hash { get; init; }

    /// <summary>What it may.</summary>
    public required ImmutableArray<string> Scopes { get; init; }

    /// <summary>Where it may; none: everywhere.</summary>
    public ImmutableArray<string> Namespaces { get; init; } = [];

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it expires; null: never.</summary>
    public DateTimeOffset? ExpireAt { get; init; }

    /// <summary>When it was revoked; null: it was not.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>Whether it can still be used at that time.</summary>
    public bool IsUsable(DateTimeOffset now) => RevokedAt is null && !(ExpireAt <= now);
}
