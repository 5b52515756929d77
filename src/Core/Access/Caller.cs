using System.Collections.Immutable;
using Orchestry.Core.Apps;
using Orchestry.Core.Namespaces;

namespace Orchestry.Core.Access;

/// <summary>How it is known who asks.</summary>
public enum CallerKind
{
    /// <summary>It is not: the API is open, and whoever reaches it may do everything.</summary>
    Anyone,

    /// <summary>A user who has logged in.</summary>
    User,

    /// <summary>An API token.</summary>
    Token,
}

/// <summary>Who asks, and what it may.</summary>
public sealed record Caller
{
    /// <summary>Whoever reaches an open API.</summary>
    public static Caller Anyone { get; } = new() { Kind = CallerKind.Anyone, Id = "", UserId = "", Name = "anyone" };

    /// <summary>How it is known.</summary>
    public required CallerKind Kind { get; init; }

    /// <summary>The user's id, or the API token's.</summary>
    public required string Id { get; init; }

    /// <summary>The user's id, or that of the user the API token belongs to.</summary>
    public required string UserId { get; init; }

    /// <summary>The user's name, or the API token's.</summary>
    public required string Name { get; init; }

    /// <summary>What an API token was allowed; for all others nothing is asked.</summary>
    public ImmutableArray<string> Scopes { get; init; } = [];

    /// <summary>The namespaces that an API token is bound to; none: every one.</summary>
    public ImmutableArray<string> Namespaces { get; init; } = [];

    /// <summary>The id of the login's token, by which it can be revoked; null for all others.</summary>
    public string? LoginId { get; init; }

    /// <summary>When its token ends; null: never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Whether it is bound to some namespaces, so that nothing about all of them is for it.</summary>
    public bool IsBound => Namespaces.Length > 0;

    /// <summary>Whether it may do what asks for that scope.</summary>
    public bool MayUse(string scope) => Kind != CallerKind.Token || Scopes.Any(given => Access.Scopes.Includes(given, scope));

    /// <summary>Whether it may see and change what is in that namespace.</summary>
    public bool MayUse(NamespaceName @namespace) => !IsBound || Namespaces.Contains(@namespace.Value);

    /// <summary>What is said to one who may not use that namespace.</summary>
    public static string NotFor(NamespaceName @namespace) => $"The token is not for the namespace '{@namespace}'";

    /// <summary>Why it may not have that run; null: it may.</summary>
    public string? Objection(AppSpec spec) =>
        !MayUse(spec.Namespace) ? NotFor(spec.Namespace)
        // A directory of the host is of no namespace, and what is in it may lead to anything that is.
        : IsBound && spec.Volumes.FirstOrDefault(v => v.IsHostPath) is { } volume
            ? $"The token is bound to {string.Join(", ", Namespaces)}, and the directory {volume.Source} of the host is of no namespace; use a named volume"
        : null;
}
