using Orchestry.Contracts.Cluster;
using Orchestry.Core.Cluster;

namespace Orchestry.Http.Orchestry.Cluster;

/// <summary>The cluster as the API shows it.</summary>
internal static class ClusterPicture
{
    public static ClusterStatus Status(ClusterView view, DateTimeOffset now)
    {
        // A single node has nobody to give signs of life to: it is there, or it would not answer.
        var nodes = view.IsClustered ? view.Nodes : [new NodeStatus(view.Self, "", now, IsHealthy: true)];
        var leader = LeaderOf(view);
        return new ClusterStatus(
            view.Self.Id, view.Self.Hostname, State(view.Self, leader), view.Term, view.Self.Id == leader?.Id, leader?.Id,
            nodes.Count(n => n.IsHealthy),
            [.. nodes.Select(n => new ClusterMember(n.Node.Id, n.Node.Hostname, State(n.Node, leader), n.IsHealthy, n.LastHeartbeat))],
            view.IsClustered ? Show(view.Lease) : null);
    }

    /// <summary>Null while no leader is known.</summary>
    public static ClusterLeader? Leader(ClusterView view)
    {
        if (LeaderOf(view) is not { } leader)
        {
            return null;
        }

        // A node just in office may not have read its own lease back yet.
        var lease = view.IsClustered && view.Lease?.Leader.Id == leader.Id ? view.Lease : null;
        return new ClusterLeader(leader.Id, leader.Hostname, leader.ApiUrl, lease?.Term ?? view.Term, lease?.ExpiresAt);
    }

    public static ClusterHealth Health(ClusterView view, DateTimeOffset now, string version)
    {
        var leader = LeaderOf(view);
        return new ClusterHealth(
            leader is null ? "degraded" : Status(view), "enabled", view.Self.Id, State(view.Self, leader), view.Self.Id == leader?.Id,
            leader?.Id, view.Nodes.Count(n => n.IsHealthy), leader is not null, now, version);
    }

    public static SingleNodeHealth SingleHealth(ClusterView view, DateTimeOffset now, string version) =>
        new(Status(view), "disabled", now, version);

    private static ClusterNode? LeaderOf(ClusterView view) => view.IsClustered ? view.Leader : view.Self;

    private static string Status(ClusterView view) => view.DatabaseFault is null ? "healthy" : "degraded";

    private static string State(ClusterNode node, ClusterNode? leader) => node.Id == leader?.Id ? "leader" : "follower";

    private static ClusterLease? Show(Lease? lease) => lease is null
        ? null
        : new ClusterLease(
            lease.Leader.Id, lease.Term, lease.AcquiredAt, lease.ExpiresAt, lease.RenewedAt, lease.Leader.Hostname, lease.Leader.ApiUrl);
}
