using Orchestry.Contracts.Ring;
using Orchestry.Core.Journal;
using Orchestry.Http.Errors;
using Orchestry.Http.OpenApi;
using Orchestry.Http.Orchestry.Logs;
using Orchestry.Http.Ring.Errors;

namespace Orchestry.Http.Ring.Deployments;

/// <summary>What the API document says of deployments.</summary>
internal static class DeploymentOperations
{
    private const string Tag = "Ring";

    public static OperationDoc List { get; } = new("ListDeployments", Tag, "List deployments")
    {
        Description = "Sorted by id. Every parameter may be given several times, and as name[] as well. A token that is bound to namespaces sees only theirs.",
        Query =
        [
            new("namespace", QueryType.Text, "Only deployments of this namespace"),
            new("status", QueryType.Text, "Only deployments in this state") { Words = DeploymentWords.Statuses },
            new("kind", QueryType.Text, "Only deployments of this kind") { Words = DeploymentWords.Kinds },
        ],
        Replies = [new(200, "The deployments", typeof(RingDeploymentSummary[]), DeploymentExamples.List)],
        Errors = [ErrorCatalog.ValidationError],
    };

    public static OperationDoc Deploy { get; } = new("Deploy", Tag, "Create a deployment, or bring it to what the body says")
    {
        Description = "The same body again changes nothing; a changed one is rolled out, one replica at a time. Answered when the wish is durable; the state of "
            + "the deployment tells when it has come true. Any runtime but docker: 422 UNSUPPORTED_RUNTIME.",
        Query =
        [
            new("create_only", QueryType.Boolean, "Refuse with 409 where there is one of that name already") { Default = "false" },
            new("force", QueryType.Boolean, "Run a job again that has run, and try failed replicas again at once") { Default = "false" },
            new("dry_run", QueryType.Boolean, "Only look whether the body is valid") { Default = "false" },
        ],
        Body = new(WrittenSchema.Deployment, isRequired: true, DeploymentExamples.Body),
        Replies =
        [
            new(201, "Created", typeof(RingDeploymentReply), DeploymentExamples.Created),
            new(200, "There was one: changed, or as it is to be already", typeof(RingDeploymentReply), DeploymentExamples.Created),
        ],
        Errors = [ErrorCatalog.ValidationError, RingErrors.UnsupportedRuntime, RingErrors.DeploymentAlreadyExists, ErrorCatalog.InsufficientResources],
    };

    public static OperationDoc Get { get; } = new("GetDeployment", Tag, "Get a deployment")
    {
        Description = "volumes is JSON in a text. Values in secrets are ******** for tokens that may only read. status: "
            + string.Join(", ", DeploymentWords.Statuses) + ".",
        Replies = [new(200, "The deployment", typeof(RingDeploymentDetail), DeploymentExamples.Detail)],
        Errors = [RingErrors.DeploymentNotFound],
    };

    public static OperationDoc Delete { get; } = new("DeleteDeployment", Tag, "Remove a deployment")
    {
        Description = "Answered when the wish is durable: until its containers are gone it is still shown, as deleted.",
        Query =
        [
            new("force", QueryType.Boolean, "Kill its containers instead of asking them to end") { Default = "false" },
            new("keep_data", QueryType.Boolean, "Keep its named volumes") { Default = "true" },
        ],
        Replies = [new(200, "It goes", typeof(RingDeploymentReply), DeploymentExamples.Deleted)],
        Errors = [ErrorCatalog.ValidationError, RingErrors.DeploymentNotFound],
    };

    public static OperationDoc Logs { get; } = new("GetDeploymentLogs", Tag, "Get the logs of a deployment's containers")
    {
        Description = "Oldest first, all containers merged by time. With follow: Server-Sent Events, one of these objects in each, whose ids a client that "
            + "reconnects sends as Last-Event-ID.",
        IsStream = true,
        Query =
        [
            new("container", QueryType.Text, "Only this container: a replica's name such as my-app-1, or a container's id"),
            new("tail", QueryType.Integer, "Lines from the end") { Least = 1, Most = LogEndpoints.LongestTail, Default = "100" },
            new("since", QueryType.Text, $"Only lines since then: {TimeFilter.Accepted}"),
            new("follow", QueryType.Boolean, "Go on as a stream") { Default = "false" },
            new("after", QueryType.Text, "With follow: go on after this id"),
        ],
        Replies = [new(200, "The lines", typeof(RingLogLine[]), DeploymentExamples.Logs)],
        Errors = [ErrorCatalog.ValidationError, RingErrors.DeploymentNotFound, ErrorCatalog.DockerError, ErrorCatalog.TooManySubscribers],
    };

    public static OperationDoc Events { get; } = new("GetDeploymentEvents", Tag, "Get the events of a deployment")
    {
        Description = "Newest first.",
        Query =
        [
            new("level", QueryType.Text, "Only events of this level") { Words = DeploymentEventEndpoints.Levels },
            new("limit", QueryType.Integer, "At most this many") { Least = 1, Most = DeploymentEventEndpoints.LargestLimit, Default = "50" },
        ],
        Replies = [new(200, "The events", typeof(RingEvent[]), DeploymentExamples.Events)],
        Errors = [ErrorCatalog.ValidationError, RingErrors.DeploymentNotFound, ErrorCatalog.DatabaseError],
    };
}
