namespace Orchestry.Http.Orchestry.Cluster;

/// <summary>The reference's own examples of the cluster; the tests hold the answers against the like.</summary>
internal static class ClusterExamples
{
    public const string Status =
        """
        {
          "node_id": "controller-1", "hostname": "controller-1.local", "state": "leader", "term": 5, "is_leader": true,
          "leader_id": "controller-1", "cluster_size": 3,
          "nodes": [
            { "node_id": "controller-1", "hostname": "controller-1.local", "state": "leader", "is_healthy": true,
              "last_heartbeat": 1642248600.123 },
            { "node_id": "controller-2", "hostname": "controller-2.local", "state": "follower", "is_healthy": true,
              "last_heartbeat": 1642248595.456 },
            { "node_id": "controller-3", "hostname": "controller-3.local", "state": "follower", "is_healthy": true,
              "last_heartbeat": 1642248598.789 }
          ],
          "lease": { "leader_id": "controller-1", "term": 5, "acquired_at": 1642248500.0, "expires_at": 1642248630.0,
            "renewed_at": 1642248600.0, "hostname": "controller-1.local", "api_url": "http://controller-1.local:8001" }
        }
        """;

    public const string Leader =
        """
        { "leader_id": "controller-1", "hostname": "controller-1.local", "api_url": "http://controller-1.local:8001", "term": 5,
          "lease_expires_at": 1642248630.0 }
        """;

    public const string Health =
        """
        { "status": "healthy", "clustering": "enabled", "node_id": "controller-1", "state": "leader", "is_leader": true,
          "leader_id": "controller-1", "cluster_size": 3, "cluster_ready": true, "timestamp": 1642248600.123, "version": "1.0.0" }
        """;
}
