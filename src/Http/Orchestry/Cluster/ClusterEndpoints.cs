using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orchestry.Contracts;
using Orchestry.Contracts.Cluster;
using Orchestry.Core.Apps;
using Orchestry.Core.Cluster;
using Orchestry.Core.Settings;
using Orchestry.Http.Errors;
using Orchestry.Http.Replies;

namespace Orchestry.Http.Orchestry.Cluster;

/// <summary>Who is in the cluster and who leads it, as this node sees it: in memory, so that it answers whatever else is away.</summary>
internal sealed class ClusterEndpoints(ICluster cluster, IReadModel model, IControllerConfig config, TimeProvider time)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapReply("GET", "/cluster/status", ClusterOperations.Status, Status);
        routes.MapReply("GET", "/cluster/leader", ClusterOperations.Leader, Leader);
        routes.MapReply("GET", "/cluster/health", ClusterOperations.Health, Health);
    }

    private Reply Status(HttpContext http) => new JsonReply<ClusterStatus>(
        ClusterPicture.Status(cluster.View, time.GetUtcNow()), ContractsJson.Wire.ClusterStatus, model.Revision);

    private Reply Leader(HttpContext http) => ClusterPicture.Leader(cluster.View) is { } leader
        ? new JsonReply<ClusterLeader>(leader, ContractsJson.Wire.ClusterLeader, model.Revision)
        : new Fault(ErrorCatalog.NoLeader);

    private Reply Health(HttpContext http)
    {
        var view = cluster.View;
        var version = config.Current.Version;
        return view.IsClustered
            ? new JsonReply<ClusterHealth>(
                ClusterPicture.Health(view, time.GetUtcNow(), version), ContractsJson.Wire.ClusterHealth, model.Revision)
            : new JsonReply<SingleNodeHealth>(
                ClusterPicture.SingleHealth(view, time.GetUtcNow(), version), ContractsJson.Wire.SingleNodeHealth, model.Revision);
    }
}
