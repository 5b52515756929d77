namespace Orchestry.Core.Accounts;

/// <summary>Somebody who may log in. Whoever may, may do everything; what a pipeline may do is said by its token.</summary>
public sealed record Account
{
    /// <summary>Its id: a number that is given once.</summary>
    public required string Id { get; init; }

    /// <summary>The name it logs in by; unique without regard to case.</summary>
    public required string Username { get; init; }

    /// <summary>The salted hash of its password. Never shown.</summary>
    public required string PasswordHash { get; init; }

    /// <summary>Grows with every change of the password: tokens of an earlier one are worth nothing.</summary>
    public required int Generation { get; init; }

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Whether its password is still the one it was created with at the first start, which everybody knows.</summary>
    public bool HasDefaultPassword { get; init; }
}
