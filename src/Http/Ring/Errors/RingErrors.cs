using Orchestry.Http.Errors;

namespace Orchestry.Http.Ring.Errors;

/// <summary>Kinds of error that the Ring API's resources have of their own, for the API document.</summary>
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

    public static ErrorKind ConfigNotFound { get; } = new("CONFIG_NOT_FOUND", 404, "Config not found");

    public static ErrorKind ConfigAlreadyExists { get; } = new("CONFIG_ALREADY_EXISTS", 409, "There is a config 'app-config' in the namespace 'production' already");

    public static ErrorKind ConfigInUse { get; } = new("CONFIG_IN_USE", 409, "Config 'app-config' is used by my-app");

    public static ErrorKind SecretNotFound { get; } = new("SECRET_NOT_FOUND", 404, "Secret not found");

    public static ErrorKind SecretAlreadyExists { get; } = new("SECRET_ALREADY_EXISTS", 409, "There is a secret 'db' in the namespace 'production' already");

    public static ErrorKind SecretInUse { get; } = new("SECRET_IN_USE", 409, "Secret 'db' is used by my-app");

    public static ErrorKind NamespaceNotFound { get; } = new("NAMESPACE_NOT_FOUND", 404, "Namespace not found");

    public static ErrorKind NamespaceAlreadyExists { get; } = new("NAMESPACE_ALREADY_EXISTS", 409, "There is a namespace 'production' already");

    public static ErrorKind NamespaceInUse { get; } = new("NAMESPACE_IN_USE", 409, "The namespace 'production' is not empty: deployment my-app");
}
