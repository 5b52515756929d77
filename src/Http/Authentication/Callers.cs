using Orchestry.Core.Access;
using Orchestry.Core.Accounts;
using Orchestry.Core.Tokens;

namespace Orchestry.Http.Authentication;

/// <summary>Tells whose a token is, by the documents of this node alone: nothing is asked of the database or of another node.</summary>
internal sealed class Callers(LoginTokens logins, IApiTokens tokens, IAccounts accounts, TimeProvider time)
{
    /// <summary>Who asks, or null when the token is worth nothing.</summary>
    public ValueTask<Caller?> FindAsync(string token) => token.StartsWith(ApiTokenValue.Mark, StringComparison.Ordinal)
        ? ValueTask.FromResult(FindApiToken(token))
        : logins.JudgeAsync(token);

    private Caller? FindApiToken(string value)
    {
        if (tokens.Current.FindByValue(value) is not { } token || !token.IsUsable(time.GetUtcNow()) || accounts.Current.Find(token.UserId) is null)
        {
            return null;
        }

        return new Caller
        {
            Kind = CallerKind.Token,
            Id = token.Id,
            UserId = token.UserId,
            Name = token.Name,
            Scopes = token.Scopes,
            Namespaces = token.Namespaces,
            ExpiresAt = token.ExpireAt,
        };
    }
}
