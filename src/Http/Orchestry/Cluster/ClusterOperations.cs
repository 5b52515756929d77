using Orchestry.Contracts.Cluster;
using Orchestry.Http.Errors;
using Orchestry.Http.OpenApi;

namespace Orchestry.Http.Orchestry.Cluster;

/// <summary>What the API document says of the cluster.</summary>
internal static class ClusterOperations
{
    private const string Tag = "Cluster Management";

    public static OperationDoc Status { get; } = new("GetClusterStatus", Tag, "Get cluster status and node information")
    {
        Description = "As the answering node sees it; cluster_size counts the healthy nodes. A single node shows itself as the leader, "
            + "without a lease. Times are Unix seconds. Not rate limited.",
        Replies = [new(200, "The cluster", typeof(ClusterStatus), ClusterExamples.Status)],
    };

    public static OperationDoc Leader { get; } = new("GetClusterLeader", Tag, "Get the current leader")
    {
        Description = "Times are Unix seconds; lease_expires_at is null on a single node. Not rate limited.",
        Replies = [new(200, "The leader", typeof(ClusterLeader), ClusterExamples.Leader)],
        Errors = [ErrorCatalog.NoLeader],
    };

    public static OperationDoc Health { get; } = new("GetClusterHealth", Tag, "Get cluster health with leadership information")
    {
        Description = "Always 200; status is healthy when a leader is known and the database answers, else degraded. A single node answers "
            + "with status, clustering (disabled), timestamp and version only. Not rate limited.",
        Replies = [new(200, "The cluster's health", typeof(ClusterHealth), ClusterExamples.Health) { Or = typeof(SingleNodeHealth) }],
    };
}
