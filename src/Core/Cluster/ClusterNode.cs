namespace Orchestry.Core.Cluster;

/// <summary>One of the cluster's controllers.</summary>
/// <param name="Id">Unique in the cluster (<c>CLUSTER_NODE_ID</c>).</param>
/// <param name="Hostname">The machine it runs on, for people.</param>
/// <param name="ApiUrl">Where clients reach its API, such as <c>http://10.0.0.5:8000</c>; no slash at the end.</param>
public sealed record ClusterNode(string Id, string Hostname, string ApiUrl);

/// <summary>A controller as the shared database shows it.</summary>
/// <param name="Node">Which one.</param>
/// <param name="Version">The product version it runs.</param>
/// <param name="LastHeartbeat">Its last sign of life, by the database's clock.</param>
/// <param name="IsHealthy">Whether that is recent enough.</param>
public sealed record NodeStatus(ClusterNode Node, string Version, DateTimeOffset LastHeartbeat, bool IsHealthy);
