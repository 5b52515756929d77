using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Orchestry.Core.Access;
using Orchestry.Core.Accounts;
using Orchestry.Core.Tokens;

namespace Orchestry.Http.Authentication;

/// <summary>
/// Issues tokens to who has logged in, and judges those that come back: signed by one of our keys with HMAC-SHA256 and nothing else, not expired, not
/// ended, and of an account that is there and has the password it had then (RFC 8725).
/// </summary>
internal sealed class LoginTokens(IAccounts accounts, ISigningKeys keys, ILogins logins, LoginLifetime lifetime, TimeProvider time)
{
    private const string Issuer = "orchestry";
    private const string GenerationClaim = "gen";

    // The clock of the node that issued it may be a little ahead of ours. An end is an end.
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(60);

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, SetDefaultTimesOnTokenCreation = false };
    private volatile Judging? _judging;

    /// <summary>A token for an account; null while there is no key to sign it with.</summary>
    public string? Issue(Account account)
    {
        if (keys.Current is not [.., var key])
        {
            return null;
        }

        var now = time.GetUtcNow();
        return _handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Claims = new Dictionary<string, object>
            {
                [JwtRegisteredClaimNames.Sub] = account.Id,
                [JwtRegisteredClaimNames.Jti] = Guid.NewGuid().ToString("N"),
                [GenerationClaim] = account.Generation,
            },
            IssuedAt = now.UtcDateTime,
            NotBefore = now.UtcDateTime,
            Expires = (now + lifetime.Value).UtcDateTime,
            SigningCredentials = new SigningCredentials(SecurityKeyOf(key), SecurityAlgorithms.HmacSha256),
        });
    }

    /// <summary>Whose token it is, or null when it is worth nothing.</summary>
    public async ValueTask<Caller?> JudgeAsync(string token)
    {
        var result = await _handler.ValidateTokenAsync(token, Parameters());
        if (!result.IsValid
            || result.SecurityToken is not JsonWebToken { Subject: { } subject, Id: { Length: > 0 } id } jwt
            || accounts.Current.Find(subject) is not { } account
            || !jwt.TryGetPayloadValue<int>(GenerationClaim, out var generation)
            || generation != account.Generation
            || logins.IsRevoked(id))
        {
            return null;
        }

        return new Caller
        {
            Kind = CallerKind.User,
            Id = account.Id,
            UserId = account.Id,
            Name = account.Username,
            LoginId = id,
            ExpiresAt = new DateTimeOffset(jwt.ValidTo, TimeSpan.Zero),
        };
    }

    private TokenValidationParameters Parameters()
    {
        var known = keys.Current;
        var judging = _judging;
        if (!ReferenceEquals(judging?.Keys, known))
        {
            judging = new Judging(known, new TokenValidationParameters
            {
                ValidIssuer = Issuer,
                ValidateAudience = false,
                ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
                ValidTypes = ["JWT"],
                RequireSignedTokens = true,
                RequireExpirationTime = true,
                ValidateIssuerSigningKey = true,
                IssuerSigningKeys = [.. known.Select(SecurityKeyOf)],
                LifetimeValidator = (from, until, _, _) => time.GetUtcNow().UtcDateTime is var now && from <= now + Ahead && now < until,
            });
            _judging = judging;
        }

        return judging!.Parameters;
    }

    private static SymmetricSecurityKey SecurityKeyOf(OpenedKey key) => new(key.Secret) { KeyId = key.Id };

    private sealed record Judging(IReadOnlyList<OpenedKey> Keys, TokenValidationParameters Parameters);
}
