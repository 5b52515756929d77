using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Orchestry.Core.Orchestration;

namespace Orchestry.Core.Tokens;

/// <summary>Every API token, as one document. None is forgotten while it can be used.</summary>
public sealed record ApiTokenBook
{
    /// <summary>How many there may be, with those that can't be used any more.</summary>
    public const int MostTokens = 1000;

    /// <summary>What refusals are about.</summary>
    public const string Subject = "token";

    /// <summary>None.</summary>
    public static ApiTokenBook Empty { get; } = new();

    /// <summary>The number of the next token. None is given twice.</summary>
    public int NextId { get; init; } = 1;

    /// <summary>The tokens by id.</summary>
    public ImmutableArray<ApiToken> Tokens { get; init; } = [];

    /// <summary>The token of that id, or null.</summary>
    public ApiToken? Find(string id) => Tokens.FirstOrDefault(t => t.Id == id);

    /// <summary>The token whose value that is, usable or not, or null.</summary>
    public ApiToken? FindByValue(string value)
    {
        var prefix = ApiTokenValue.PrefixOf(value);
        return Tokens.FirstOrDefault(t => t.Prefix == prefix && ApiTokenValue.Matches(value, t.Hash));
    }

    /// <summary>The book with one more token. When it is full, the oldest that can't be used any more makes room.</summary>
    /// <param name="request">What it may, which <see cref="ApiTokenRules"/> has passed.</param>
    /// <param name="userId">Whose it is.</param>
    /// <param name="value">Its value.</param>
    /// <param name="now">When.</param>
    public Outcome<ApiTokenBook> Add(ApiTokenRequest request, string userId, string value, DateTimeOffset now)
    {
        var tokens = Tokens;
        if (tokens.Length >= MostTokens)
        {
            if (tokens.FirstOrDefault(t => !t.IsUsable(now)) is not { } useless)
            {
                return Refusal.Of(RefusalKind.ValidationFailed, [new Violation("", $"There are {MostTokens} tokens, which is as many as there may be")]);
            }

            tokens = tokens.Remove(useless);
        }

        var token = new ApiToken
        {
            Id = NextId.ToString(System.Globalization.CultureInfo.InvariantCulture),
            Name = request.Name,
            UserId = userId,
            Prefix = ApiTokenValue.PrefixOf(value),
            Hash = ApiTokenValue.HashOf(value),
            Scopes = request.Scopes,
            Namespaces = request.Namespaces,
            CreatedAt = now,
            ExpireAt = request.ExpireAt,
        };
        return this with { NextId = NextId + 1, Tokens = tokens.Add(token) };
    }

    /// <summary>The book with another value for a token; the one before is worth nothing from then on.</summary>
    public Outcome<ApiTokenBook> Rotate(string id, string value, DateTimeOffset now)
    {
        if (Find(id) is not { } token)
        {
            return Missing(id);
        }

        return token.IsUsable(now)
            ? this with { Tokens = Tokens.Replace(token, token with { Prefix = ApiTokenValue.PrefixOf(value), Hash = ApiTokenValue.HashOf(value) }) }
            : new Refusal(RefusalKind.InUse, $"Token '{token.Name}' has {(token.RevokedAt is null ? "expired" : "been revoked")}; create another one")
            {
                Subject = Subject,
            };
    }

    /// <summary>The book with a token revoked; it stays to be seen. Revoking it again changes nothing.</summary>
    public Outcome<ApiTokenBook> Revoke(string id, DateTimeOffset now)
    {
        if (Find(id) is not { } token)
        {
            return Missing(id);
        }

        return token.RevokedAt is null ? this with { Tokens = Tokens.Replace(token, token with { RevokedAt = now }) } : this;
    }

    /// <summary>The book without the tokens of a user.</summary>
    public ApiTokenBook WithoutUser(string userId) =>
        Tokens.Any(t => t.UserId == userId) ? this with { Tokens = Tokens.RemoveAll(t => t.UserId == userId) } : this;

    private static Refusal Missing(string id) => new(RefusalKind.NotFound, $"There is no token with the id '{id}'") { Subject = Subject };
}

/// <summary>How the book is stored.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ApiTokenBook))]
public sealed partial class ApiTokenBookJson : JsonSerializerContext;
