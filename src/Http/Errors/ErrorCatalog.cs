using Orchestry.Contracts;
using Orchestry.Core.Orchestration;

namespace Orchestry.Http.Errors;

/// <summary>Every kind of error answer there is; the one place where a refusal becomes a code and a status.</summary>
internal static class ErrorCatalog
{
    public static ErrorKind AppNotFound { get; } = new(ErrorCodes.AppNotFound, 404, "Application not found");

    public static ErrorKind AppAlreadyExists { get; } = new(ErrorCodes.AppAlreadyExists, 409, "Application already registered");

    public static ErrorKind InvalidSpec { get; } = new(ErrorCodes.InvalidSpec, 400, "Invalid application specification");

    public static ErrorKind ScalingInProgress { get; } = new(ErrorCodes.ScalingInProgress, 409, "Scaling operation in progress");

    public static ErrorKind InsufficientResources { get; } = new(ErrorCodes.InsufficientResources, 503, "Not enough system resources")
    {
        RetryAfter = 10,
    };

    public static ErrorKind DockerError { get; } = new(ErrorCodes.DockerError, 500, "Docker daemon error");

    public static ErrorKind DatabaseError { get; } = new(ErrorCodes.DatabaseError, 503, "Database connection error") { RetryAfter = 1 };

    public static ErrorKind NotLeader { get; } = new(ErrorCodes.NotLeader, 307, "Request must be sent to leader node");

    public static ErrorKind ClusterNotReady { get; } = new(ErrorCodes.ClusterNotReady, 503, "No leader elected, cluster not ready")
    {
        RetryAfter = 1,
    };

    public static ErrorKind NoLeader { get; } = new(ErrorCodes.NoLeader, 503, "No leader elected") { RetryAfter = 1 };

    public static ErrorKind ValidationError { get; } = new(ErrorCodes.ValidationError, 400, "Request validation failed");

    public static ErrorKind RateLimitExceeded { get; } = new(ErrorCodes.RateLimitExceeded, 429, "Rate limit exceeded");

    public static ErrorKind NotFound { get; } = new(ErrorCodes.NotFound, 404, "Path not found");

    public static ErrorKind MethodNotAllowed { get; } = new(ErrorCodes.MethodNotAllowed, 405, "Method not allowed");

    public static ErrorKind RequestTimeout { get; } = new(ErrorCodes.RequestTimeout, 408, "Request took too long");

    public static ErrorKind PayloadTooLarge { get; } = new(ErrorCodes.PayloadTooLarge, 413, "Request body too large");

    public static ErrorKind UnsupportedMediaType { get; } = new(ErrorCodes.UnsupportedMediaType, 415, "Unsupported content type");

    public static ErrorKind UpgradeRequired { get; } = new(ErrorCodes.UpgradeRequired, 426, "This is a stream");

    public static ErrorKind TooManySubscribers { get; } = new(ErrorCodes.TooManySubscribers, 503, "Too many subscribers") { RetryAfter = 10 };

    public static ErrorKind ForbiddenHost { get; } = new(ErrorCodes.ForbiddenHost, 403, "Host not allowed");

    public static ErrorKind ForbiddenOrigin { get; } = new(ErrorCodes.ForbiddenOrigin, 403, "Origin not allowed");

    public static ErrorKind Unauthorized { get; } = new(ErrorCodes.Unauthorized, 401, "Authentication required");

    public static ErrorKind Forbidden { get; } = new(ErrorCodes.Forbidden, 403, "Not allowed");

    public static ErrorKind InternalError { get; } = new(ErrorCodes.InternalError, 500, "Internal error");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ErrorKind> All { get; } =
    [
        AppNotFound, AppAlreadyExists, InvalidSpec, ScalingInProgress, InsufficientResources, DockerError, DatabaseError,
        ValidationError, RateLimitExceeded, NotFound, MethodNotAllowed, RequestTimeout, PayloadTooLarge, UnsupportedMediaType,
        UpgradeRequired, TooManySubscribers, ForbiddenHost, ForbiddenOrigin, Unauthorized, Forbidden, InternalError, NotLeader, ClusterNotReady, NoLeader,
    ];

    /// <summary>How a refusal of the controller is answered.</summary>
    public static ErrorKind For(RefusalKind kind) => kind switch
    {
        RefusalKind.AppNotFound => AppNotFound,
        RefusalKind.AppAlreadyExists => AppAlreadyExists,
        RefusalKind.InvalidSpec => InvalidSpec,
        RefusalKind.ValidationFailed => ValidationError,
        RefusalKind.ScalingInProgress => ScalingInProgress,
        RefusalKind.InsufficientResources => InsufficientResources,
        RefusalKind.EngineFailed => DockerError,
        RefusalKind.DatabaseFailed => DatabaseError,
        RefusalKind.NotLeader => ClusterNotReady,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "This refusal has no code in this API."),
    };
}
