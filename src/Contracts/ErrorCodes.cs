namespace Orchestry.Contracts;

/// <summary>The codes an error answer may carry. They are public: clients switch on them, so a code never changes its meaning.</summary>
public static class ErrorCodes
{
    /// <summary>404: no application of that name.</summary>
    public const string AppNotFound = "APP_NOT_FOUND";

    /// <summary>409: registered already, with this very specification.</summary>
    public const string AppAlreadyExists = "APP_ALREADY_EXISTS";

    /// <summary>400: the specification breaks rules; <c>violations</c> lists every one.</summary>
    public const string InvalidSpec = "INVALID_SPEC";

    /// <summary>409: an earlier scaling still runs, or this one did not come true in time.</summary>
    public const string ScalingInProgress = "SCALING_IN_PROGRESS";

    /// <summary>503: the host lacks what the request needs.</summary>
    public const string InsufficientResources = "INSUFFICIENT_RESOURCES";

    /// <summary>500: the container engine failed.</summary>
    public const string DockerError = "DOCKER_ERROR";

    /// <summary>503: the database failed; <c>X-Orchestry-Outcome</c> says what became of a write.</summary>
    public const string DatabaseError = "DATABASE_ERROR";

    /// <summary>400: the request breaks rules; <c>violations</c> lists every one.</summary>
    public const string ValidationError = "VALIDATION_ERROR";

    /// <summary>429: too many requests; <c>Retry-After</c> says when to come back.</summary>
    public const string RateLimitExceeded = "RATE_LIMIT_EXCEEDED";

    /// <summary>307: this node does not take writes; <c>Location</c> names the same request at the leader.</summary>
    public const string NotLeader = "NOT_LEADER";

    /// <summary>503: no node leads right now; try again in a moment.</summary>
    public const string ClusterNotReady = "CLUSTER_NOT_READY";

    /// <summary>503: asked who leads, and nobody does.</summary>
    public const string NoLeader = "NO_LEADER";

    /// <summary>404: no such path. An addition to the reference's table, as are all that follow.</summary>
    public const string NotFound = "NOT_FOUND";

    /// <summary>405: the path is known, the method is not; <c>Allow</c> names those that are.</summary>
    public const string MethodNotAllowed = "METHOD_NOT_ALLOWED";

    /// <summary>408: the body came too slowly.</summary>
    public const string RequestTimeout = "REQUEST_TIMEOUT";

    /// <summary>413: the body is larger than the controller reads.</summary>
    public const string PayloadTooLarge = "PAYLOAD_TOO_LARGE";

    /// <summary>415: the body is neither JSON nor YAML.</summary>
    public const string UnsupportedMediaType = "UNSUPPORTED_MEDIA_TYPE";

    /// <summary>426: the path is a stream, and the request asks for neither a WebSocket nor Server-Sent Events.</summary>
    public const string UpgradeRequired = "UPGRADE_REQUIRED";

    /// <summary>503: the node serves as many subscribers as it may; try another one.</summary>
    public const string TooManySubscribers = "TOO_MANY_SUBSCRIBERS";

    /// <summary>403: the <c>Host</c> header names a host the controller does not serve.</summary>
    public const string ForbiddenHost = "FORBIDDEN_HOST";

    /// <summary>403: a browser sent the write, or opened the WebSocket, from another site's page.</summary>
    public const string ForbiddenOrigin = "FORBIDDEN_ORIGIN";

    /// <summary>401: the token is missing, or not valid, or not any more.</summary>
    public const string Unauthorized = "UNAUTHORIZED";

    /// <summary>403: the token is valid, but was not given this scope or namespace.</summary>
    public const string Forbidden = "FORBIDDEN";

    /// <summary>500: a defect of the controller; <c>details</c> holds the id under which it was logged.</summary>
    public const string InternalError = "INTERNAL_ERROR";
}
