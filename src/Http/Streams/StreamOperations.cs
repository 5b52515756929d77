using Orchestry.Contracts.Streams;
using Orchestry.Core.Journal;
using Orchestry.Http.Errors;
using Orchestry.Http.OpenApi;
using Orchestry.Http.Orchestry.Events;

namespace Orchestry.Http.Streams;

/// <summary>What the API document says of streams.</summary>
internal static class StreamOperations
{
    private const string Tag = "Streams";

    private const string Both = "As a WebSocket: one JSON text per message. With `Accept: text/event-stream` as Server-Sent Events, each with its cursor as id. "
        + "Whoever comes back with the last cursor, at any node, misses nothing and gets nothing twice; what is lost is announced by a message of type `gap`.";

    private static readonly ErrorKind[] Errors = [ErrorCatalog.ValidationError, ErrorCatalog.UpgradeRequired, ErrorCatalog.TooManySubscribers];

    private static readonly QueryDoc After = new("after", QueryType.Text, "Go on after this cursor; `Last-Event-ID` says the same");

    private static readonly QueryDoc Since = new("since", QueryType.Text, $"Begin with the messages from then on: {TimeFilter.Accepted}");

    public static OperationDoc Logs { get; } = new("StreamLogs", Tag, "Follow the logs of an application")
    {
        Description = $"All its containers; new ones join, one that has exited says `end`. {Both}",
        IsStream = true,
        Query =
        [
            new("container", QueryType.Text, "Only this container: a replica's name such as my-app-1, or a container's id"),
            Tail("0"), Since, After, new("follow", QueryType.Boolean, "Taken and not looked at: this is a stream"),
        ],
        Replies =
        [
            new(200, "Its lines", typeof(LogMessage), "id: AdiQ\ndata: {\"timestamp\":\"2024-01-15T10:30:15Z\",\"container\":\"my-app-1\",\"level\":\"INFO\",\"message\":\"Request processed\",\"cursor\":\"AdiQ\"}")
            {
                ContentType = EventStreamSubscriber.ContentType, Besides = [typeof(GapMessage), typeof(EndMessage), typeof(CloseMessage)],
            },
        ],
        Errors = [.. Errors, ErrorCatalog.AppNotFound, ErrorCatalog.DockerError, ErrorCatalog.ClusterNotReady],
    };

    public static OperationDoc Metrics { get; } = new("StreamMetrics", Tag, "Follow the metrics of an application")
    {
        Description = $"One message per collection interval. {Both}",
        IsStream = true,
        Query = [Tail("1"), Since, After],
        Replies =
        [
            new(200, "Its figures", typeof(MetricsMessage), "id: 638409114150000000\ndata: {\"timestamp\":\"2024-01-15T10:30:15Z\",\"cpu_percent\":45.2,\"memory_percent\":62.1,\"rps\":125.3,\"latency_p95_ms\":89.5,\"active_connections\":12,\"healthy_replicas\":3,\"total_replicas\":3,\"cursor\":\"638409114150000000\"}")
            {
                ContentType = EventStreamSubscriber.ContentType, Besides = [typeof(GapMessage), typeof(CloseMessage)],
            },
        ],
        Errors = [.. Errors, ErrorCatalog.AppNotFound, ErrorCatalog.DatabaseError],
    };

    public static OperationDoc Events { get; } = new("StreamEvents", Tag, "Follow the events of the system")
    {
        Description = $"The journal itself, in its order. {Both}",
        IsStream = true,
        Query =
        [
            new("type", QueryType.Text, "Only events of this type; decisions come only to who asks for them") { Words = EventEndpoints.Types },
            new("app", QueryType.Text, "Only events of this application"),
            Tail("0"), Since, After,
        ],
        Replies =
        [
            new(200, "The events", typeof(EventMessage), "id: 42\ndata: {\"id\":42,\"type\":\"scaling\",\"app_name\":\"my-app\",\"message\":\"Scaled up from 2 to 3 replicas\",\"timestamp\":\"2024-01-15T10:30:15Z\",\"details\":{\"previous_replicas\":2,\"new_replicas\":3},\"cursor\":\"42\"}")
            {
                ContentType = EventStreamSubscriber.ContentType, Besides = [typeof(GapMessage), typeof(CloseMessage)],
            },
        ],
        Errors = [.. Errors, ErrorCatalog.ClusterNotReady],
    };

    private static QueryDoc Tail(string otherwise) => new("tail", QueryType.Integer, "How many messages of the past to begin with")
    {
        Least = 0, Most = StreamQuery.LongestTail, Default = otherwise,
    };
}
