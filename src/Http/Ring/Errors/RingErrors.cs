using Orchestry.Http.Errors;

namespace Orchestry.Http.Ring.Errors;

/// <summary>Kinds of error that users and tokens have of their own, for the API document.</summary>
internal static class RingErrors
{
    /// <summary>A deployment asks for a runtime that is not there.</summary>
    public static ErrorKind UnsupportedRuntime { get; } = new("UNSUPPORTED_RUNTIME", 422, "There is no runtime 'podman' here; there is: docker");

    public static ErrorKind DeploymentNotFound { get; } = new("DEPLOYMENT_NOT_FOUND", 404, "Deployment not found");

    public static ErrorKind DeploymentAlreadyExists { get; } = new("DEPLOYMENT_ALREADY_EXISTS", 409, "'my-app' exists already; nothing was changed");

    public static ErrorKind InvalidCredentials { get; } = new("INVALID_CREDENTIALS", 401, "Invalid username or password");

    public static ErrorKind UserNotFound { get; } = new("USER_NOT_FOUND", 404, "User not found");

    public static ErrorKind UserAlreadyExists { get; } = new("USER_ALREADY_EXISTS", 409, "There is a user 'john' already");

    public static ErrorKind UserInUse { get; } = new("USER_IN_USE", 409, "'admin' is the last user; create another one first");

    public static ErrorKind TokenNotFound { get; } = new("TOKEN_NOT_FOUND", 404, "Token not found");

    public static ErrorKind TokenInUse { get; } = new("TOKEN_IN_USE", 409, "Token 'ci' has been revoked; create another one");
}
