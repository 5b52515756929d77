using Orchestry.Core.Access;
using Orchestry.Core.Orchestration;

namespace Orchestry.Core.Tokens;

/// <summary>An API token and its value, which is shown this once.</summary>
/// <param name="Token">The token.</param>
/// <param name="Value">Its value.</param>
public sealed record IssuedToken(ApiToken Token, string Value)
{
    /// <summary>Without the value.</summary>
    public override string ToString() => $"{nameof(IssuedToken)} {Token.Id}";
}

/// <summary>
/// The API tokens. Reads are answered on every node, from memory; changes are made on the leader alone, and throw
/// <see cref="Journal.StoreException"/> when the database fails.
/// </summary>
public interface IApiTokens
{
    /// <summary>All of them.</summary>
    ApiTokenBook Current { get; }

    /// <summary>Creates one that belongs to the user who asks.</summary>
    Task<Outcome<Written<IssuedToken>>> CreateAsync(ApiTokenRequest request, Caller caller, CancellationToken cancellationToken);

    /// <summary>Gives one another value; the one before is worth nothing from then on.</summary>
    Task<Outcome<Written<IssuedToken>>> RotateAsync(string id, CancellationToken cancellationToken);

    /// <summary>Makes one worth nothing.</summary>
    Task<Outcome<Written<ApiToken>>> RevokeAsync(string id, CancellationToken cancellationToken);
}
