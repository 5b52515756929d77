using System.Text.Json.Serialization;

namespace Orchestry.Contracts.Cluster;

/// <summary>Answer of <c>GET /cluster/health</c> where several controllers may share the database; always 200.</summary>
/// <param name="Status"><c>healthy</c>: a leader is known and the database answers; else <c>degraded</c>.</param>
/// <param name="Clustering"><c>enabled</c>.</param>
/// <param name="NodeId">The node that answers.</param>
/// <param name="State"><c>leader</c> or <c>follower</c>.</param>
/// <param name="IsLeader">Whether it takes writes.</param>
/// <param name="LeaderId">The node that takes writes; null while none is known.</param>
/// <param name="ClusterSize">Nodes that are healthy.</param>
/// <param name="ClusterReady">Whether a leader is known.</param>
/// <param name="Timestamp">When it was answered, in Unix seconds.</param>
/// <param name="Version">The product's version on this node.</param>
public sealed record ClusterHealth(
    string Status, string Clustering, string NodeId, string State, bool IsLeader, string? LeaderId, int ClusterSize, bool ClusterReady,
    [property: JsonConverter(typeof(UnixSecondsConverter))] DateTimeOffset Timestamp,
    string Version);

/// <summary>Answer of <c>GET /cluster/health</c> on a single node; always 200.</summary>
/// <param name="Status"><c>healthy</c>: the database answers; else <c>degraded</c>.</param>
/// <param name="Clustering"><c>disabled</c>.</param>
/// <param name="Timestamp">When it was answered, in Unix seconds.</param>
/// <param name="Version">The product's version.</param>
public sealed record SingleNodeHealth(
    string Status, string Clustering,
    [property: JsonConverter(typeof(UnixSecondsConverter))] DateTimeOffset Timestamp,
    string Version);
