using Orchestry.Contracts.Logs;
using Orchestry.Core.Journal;
using Orchestry.Http.Errors;
using Orchestry.Http.OpenApi;

namespace Orchestry.Http.Orchestry.Logs;

/// <summary>What the API document says of logs.</summary>
internal static class LogOperations
{
    public static OperationDoc Read { get; } = new("GetLogs", "Monitoring", "Get container logs of an application")
    {
        Description = "Newest first, all containers merged by time.",
        IsStream = true,
        Query =
        [
            new("container", QueryType.Text, "Only this container: a replica's name such as my-app-1, or a container's id"),
            new("tail", QueryType.Integer, "Lines from the end") { Least = 1, Most = LogEndpoints.LongestTail, Default = "100" },
            new("since", QueryType.Text, $"Only lines since then: {TimeFilter.Accepted}"),
            new("follow", QueryType.Boolean, "Go on as a stream, as /logs/stream does: a WebSocket, or Server-Sent Events") { Default = "false" },
            new("after", QueryType.Text, "With follow: go on after this cursor"),
        ],
        Replies = [new(200, "The lines", typeof(AppLogs), Examples.Logs)],
        Errors =
        [
            ErrorCatalog.ValidationError, ErrorCatalog.AppNotFound, ErrorCatalog.DockerError, ErrorCatalog.UpgradeRequired, ErrorCatalog.TooManySubscribers,
        ],
    };
}
