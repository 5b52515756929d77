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
    private readonly VerifiedLogins _verified = new();
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
        var known = keys.Current;
        if ((_verified.Find(token, known) ?? await VerifyAsync(token, known)) is not { } login)
        {
            return null;
        }

        if (!IsInTime(login.NotBefore, login.ExpiresAt))
        {
            _verified.Forget(token);
            return null;
        }

        return accounts.Current.Find(login.UserId) is { } account && login.Generation == account.Generation && !logins.IsRevoked(login.LoginId)
            ? new Caller
            {
                Kind = CallerKind.User,
                Id = account.Id,
                UserId = account.Id,
                Name = account.Username,
                LoginId = login.LoginId,
                ExpiresAt = login.ExpiresAt,
            }
            : null;
    }

    private bool IsInTime(DateTimeOffset from, DateTimeOffset until) => time.GetUtcNow() is var now && from <= now + Ahead && now < until;

    private async ValueTask<VerifiedLogin?> VerifyAsync(string token, IReadOnlyList<OpenedKey> known)
    {
        var result = await _handler.ValidateTokenAsync(token, Parameters(known));
        if (!result.IsValid
            || result.SecurityToken is not JsonWebToken { Subject: { } subject, Id: { Length: > 0 } id } jwt
            || !jwt.TryGetPayloadValue<int>(GenerationClaim, out var generation))
        {
            return null;
        }

        var login = new VerifiedLogin(
            known, subject, generation, id, new DateTimeOffset(jwt.ValidFrom, TimeSpan.Zero), new DateTimeOffset(jwt.ValidTo, TimeSpan.Zero));
        _verified.Add(token, login);
        return login;
    }

    private TokenValidationParameters Parameters(IReadOnlyList<OpenedKey> known)
    {
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
                LifetimeValidator = (from, until, _, _) => from is { } begin && until is { } end && IsInTime(begin, end),
            });
            _judging = judging;
        }

        return judging!.Parameters;
    }

    private static SymmetricSecurityKey SecurityKeyOf(OpenedKey key) => new(key.Secret) { KeyId = key.Id };

    private sealed record Judging(IReadOnlyList<OpenedKey> Keys, TokenValidationParameters Parameters);
}
