using System.Globalization;
using System.Security.Claims;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Orchestry.Core.Accounts;
using Orchestry.Core.Tokens;

namespace Orchestry.Http.Authentication;

/// <summary>
/// Issues tokens to who has logged in, and judges those that come back: signed by one of our keys with HMAC-SHA256 and nothing else, not expired, and
/// of an account that is there and has the password it had then (RFC 8725).
/// </summary>
internal sealed class Tokens(IAccounts accounts, ISigningKeys keys, HttpOptions options, TimeProvider time)
{
    private const string Issuer = "orchestry";
    private const string GenerationClaim = "gen";
    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };

    /// <summary>A token for an account.</summary>
    public async Task<string> IssueAsync(Account account, CancellationToken cancellationToken)
    {
        var key = (await keys.ReadAsync(cancellationToken))[^1];
        var now = time.GetUtcNow();
        return _handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Subject = new ClaimsIdentity(
            [
                new Claim(JwtRegisteredClaimNames.Sub, account.Id),
                new Claim(JwtRegisteredClaimNames.Jti, Guid.NewGuid().ToString("N")),
                new Claim(GenerationClaim, account.Generation.ToString(CultureInfo.InvariantCulture), ClaimValueTypes.Integer32),
            ]),
            IssuedAt = now.UtcDateTime,
            NotBefore = now.UtcDateTime,
            Expires = (now + options.TokenLifetime).UtcDateTime,
            SigningCredentials = new SigningCredentials(SecurityKeyOf(key), SecurityAlgorithms.HmacSha256),
        });
    }

    /// <summary>Whose token it is, or null when it is worth nothing.</summary>
    public async Task<Caller?> JudgeAsync(string token, CancellationToken cancellationToken)
    {
        var known = await keys.ReadAsync(cancellationToken);
        var result = await _handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = Issuer,
            ValidateAudience = false,
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            IssuerSigningKeys = known.Select(SecurityKeyOf),
            LifetimeValidator = (from, until, _, _) => time.GetUtcNow().UtcDateTime is var now && from <= now && now < until,
        });
        if (!result.IsValid
            || result.SecurityToken is not JsonWebToken jwt
            || (await accounts.ReadAsync(cancellationToken)).Find(jwt.Subject) is not { } account
            || !jwt.TryGetPayloadValue<int>(GenerationClaim, out var generation)
            || generation != account.Generation)
        {
            return null;
        }

        return new Caller(account, jwt.Id, new DateTimeOffset(jwt.ValidTo, TimeSpan.Zero));
    }

    private static SymmetricSecurityKey SecurityKeyOf(OpenedKey key) => new(key.Secret) { KeyId = key.Id };
}

/// <summary>Who asks, by its token.</summary>
/// <param name="Account">The account.</param>
/// <param name="TokenId">The token's own id.</param>
/// <param name="ExpiresAt">When the token expires.</param>
internal sealed record Caller(Account Account, string TokenId, DateTimeOffset ExpiresAt);
