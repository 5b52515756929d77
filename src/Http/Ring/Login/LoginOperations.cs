using Orchestry.Contracts.Ring;
using Orchestry.Http.Errors;
using Orchestry.Http.OpenApi;
using Orchestry.Http.Ring.Errors;

namespace Orchestry.Http.Ring.Login;

/// <summary>What the API document says of logging in and out.</summary>
internal static class LoginOperations
{
    private const string Tag = "Authentication";

    public static OperationDoc Login { get; } = new("Login", Tag, "Get a token for a user")
    {
        Description = "Needs no token. After a few failures further tries have to wait (Retry-After).",
        IsRead = true,
        Body = new(typeof(LoginRequest), isRequired: true, """{ "username": "admin", "password": "changeme" }"""),
        Replies = [new(200, "The token, for Authorization: Bearer", typeof(LoginReply), """{ "token": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9..." }""")],
        Errors =
        [
            ErrorCatalog.ValidationError, RingErrors.InvalidCredentials, ErrorCatalog.RequestTimeout, ErrorCatalog.PayloadTooLarge,
            ErrorCatalog.UnsupportedMediaType,
        ],
    };

    public static OperationDoc Logout { get; } = new("Logout", Tag, "End the login whose token is sent")
    {
        Replies = [new(204, "The token is worth nothing any more, on every node", null, "{}") { IsEmpty = true }],
    };
}
