using Orchestry.Contracts.Ring;
using Orchestry.Http.Errors;
using Orchestry.Http.OpenApi;
using Orchestry.Http.Ring.Errors;

namespace Orchestry.Http.Ring.Tokens;

/// <summary>What the API document says of API tokens.</summary>
internal static class TokenOperations
{
    private const string Tag = "API Tokens";

    private const string Token =
        """
        { "id": "1", "name": "ci", "token_prefix": "ring_pat_3f9a01", "scopes": ["deployments:write"], "namespaces": ["production"],
          "created_at": "2024-01-15T10:00:00Z", "expire_at": null, "revoked_at": null }
        """;

    private const string Issued =
        """
        { "id": "1", "name": "ci", "token": "ring_pat_3f9a01...", "token_prefix": "ring_pat_3f9a01", "scopes": ["deployments:write"],
          "namespaces": ["production"], "created_at": "2024-01-15T10:00:00Z", "expire_at": null }
        """;

    public static OperationDoc List { get; } = new("ListTokens", Tag, "List all API tokens")
    {
        Replies = [new(200, "The tokens, without their values", typeof(RingToken[]), $"[{Token}]")],
    };

    public static OperationDoc Create { get; } = new("CreateToken", Tag, "Create an API token")
    {
        Description = "Its value is shown this once. It ends with the user who created it.",
        Body = new(typeof(RingTokenRequest), isRequired: true, """{ "name": "ci", "scopes": ["deployments:write"], "namespaces": ["production"] }"""),
        Replies = [new(201, "The token with its value", typeof(RingIssuedToken), Issued)],
        Errors = [ErrorCatalog.ValidationError, ErrorCatalog.RequestTimeout, ErrorCatalog.PayloadTooLarge, ErrorCatalog.UnsupportedMediaType],
    };

    public static OperationDoc Get { get; } = new("GetToken", Tag, "Get an API token")
    {
        Replies = [new(200, "The token, without its value", typeof(RingToken), Token)],
        Errors = [RingErrors.TokenNotFound],
    };

    public static OperationDoc Rotate { get; } = new("RotateToken", Tag, "Give an API token another value")
    {
        Description = "The value before is worth nothing from then on; the new one is shown this once.",
        Replies = [new(200, "The token with its new value", typeof(RingIssuedToken), Issued)],
        Errors = [RingErrors.TokenNotFound, RingErrors.TokenInUse],
    };

    public static OperationDoc Revoke { get; } = new("RevokeToken", Tag, "Revoke an API token")
    {
        Description = "It stays in the list, with the time it was revoked.",
        Replies = [new(200, "The token that was", typeof(RingToken), Token)],
        Errors = [RingErrors.TokenNotFound],
    };

    public static OperationDoc RotateKey { get; } = new("RotateSigningKey", Tag, "Sign logins with a new key")
    {
        Description = "Tokens of logins that were signed before stay valid until they expire.",
        Replies = [new(200, "The new key's name", typeof(RingSigningKey), """{ "key_id": "8f14e45fceea167a" }""")],
    };
}
