using Orchestry.Contracts.Metrics;
using Orchestry.Http.Errors;
using Orchestry.Http.OpenApi;

namespace Orchestry.Http.Orchestry.Metrics;

/// <summary>What the API document says of metrics.</summary>
internal static class MetricsOperations
{
    public static OperationDoc OfApp { get; } = new("GetMetrics", "Monitoring", "Get an application's metrics, now and in the past")
    {
        Description = "Null where nothing was measured. A point of the history stands for the time from its timestamp to the next one; oldest first.",
        Query =
        [
            new("history", QueryType.Integer, "At most this many points of the past, the newest")
            {
                Least = 0, Most = MetricsEndpoints.LongestHistory, Default = "10",
            },
            new("interval", QueryType.Text, "How long a time each point stands for") { Words = MetricsEndpoints.IntervalNames, Default = "5m" },
        ],
        Replies = [new(200, "Its figures", typeof(AppMetricsReply), MetricsExamples.OfApp)],
        Errors = [ErrorCatalog.ValidationError, ErrorCatalog.AppNotFound, ErrorCatalog.DatabaseError],
    };

    public static OperationDoc OfSystem { get; } = new("GetSystemMetrics", "System Information", "Get system-wide metrics and statistics")
    {
        Description = "system is the host of the node that answers; applications and network are the whole cluster's. Null where nothing was measured.",
        Replies = [new(200, "The system's figures", typeof(SystemMetricsReply), MetricsExamples.OfSystem)],
    };

    public static OperationDoc Prometheus { get; } = new("GetPrometheusMetrics", "Monitoring", "Metrics of this node for Prometheus")
    {
        Description = "Text format 0.0.4; every node has its own and is to be scraped. Not rate limited.",
        Replies = [new(200, "The metrics", null, MetricsExamples.Prometheus) { ContentType = "text/plain" }],
    };
}
