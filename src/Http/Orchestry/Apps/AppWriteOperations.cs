using Orchestry.Contracts.Apps;
using Orchestry.Http.Errors;
using Orchestry.Http.OpenApi;

namespace Orchestry.Http.Orchestry.Apps;

/// <summary>What the API document says of changing applications.</summary>
internal static class AppWriteOperations
{
    private const string Tag = "Application Management";

    public static OperationDoc Register { get; } = new("RegisterApplication", Tag, "Register an application, or change its specification")
    {
        Description = "A registered application given a changed specification has its replicas replaced one by one.",
        Query = [new("dry_run", QueryType.Boolean, "Only look whether the specification is valid") { Default = "false" }],
        Body = new(WrittenSchema.Application, isRequired: true, Examples.Specification),
        Replies =
        [
            new(201, "A new application", typeof(AppRegisteredReply), Examples.Registered),
            new(200, "A changed specification; or, with dry_run, a valid one", typeof(AppRegisteredReply), Examples.Registered),
        ],
        Errors = [.. OfBody, ErrorCatalog.InvalidSpec, ErrorCatalog.AppAlreadyExists, ErrorCatalog.DatabaseError],
    };

    public static OperationDoc Start { get; } = new("StartApplication", Tag, "Start a registered application")
    {
        Description = "Answers when every replica is healthy, unless wait is false.",
        Body = new(typeof(StartAppRequest), isRequired: false, Examples.Start),
        Replies = [new(200, "It runs", typeof(AppStartedReply), Examples.Started)],
        Errors = OfWish,
    };

    public static OperationDoc Stop { get; } = new("StopApplication", Tag, "Stop a running application")
    {
        Description = "Answers when its containers are gone. Stopping a stopped application succeeds.",
        Body = new(typeof(StopAppRequest), isRequired: false, Examples.Stop),
        Replies = [new(200, "It is stopped", typeof(AppStoppedReply), Examples.Stopped)],
        Errors = OfWish,
    };

    public static OperationDoc Scale { get; } = new("ScaleApplication", Tag, "Scale an application to a number of replicas")
    {
        Description = "Answers when every replica is healthy and every surplus one is gone, unless wait is false. "
            + "scaling_time is in seconds.",
        Body = new(typeof(ScaleAppRequest), isRequired: true, Examples.Scale),
        Replies = [new(200, "It has that many replicas", typeof(AppScaledReply), Examples.Scaled)],
        Errors = OfWish,
    };

    public static OperationDoc Remove { get; } = new("RemoveApplication", Tag, "Remove an application and all its resources")
    {
        Query =
        [
            new("force", QueryType.Boolean, "Kill its containers at once; nothing is ever asked back") { Default = "false" },
            new("keep_data", QueryType.Boolean, "Keep its named volumes") { Default = "false" },
        ],
        Replies = [new(200, "It is gone", typeof(AppRemovedReply), Examples.Removed)],
        Errors =
        [
            ErrorCatalog.ValidationError, ErrorCatalog.AppNotFound, ErrorCatalog.ScalingInProgress, ErrorCatalog.DockerError,
            ErrorCatalog.DatabaseError,
        ],
    };

    private static IReadOnlyList<ErrorKind> OfBody =>
        [ErrorCatalog.ValidationError, ErrorCatalog.RequestTimeout, ErrorCatalog.PayloadTooLarge, ErrorCatalog.UnsupportedMediaType];

    private static IReadOnlyList<ErrorKind> OfWish =>
    [
        .. OfBody, ErrorCatalog.AppNotFound, ErrorCatalog.ScalingInProgress, ErrorCatalog.InsufficientResources, ErrorCatalog.DockerError,
        ErrorCatalog.DatabaseError,
    ];
}
