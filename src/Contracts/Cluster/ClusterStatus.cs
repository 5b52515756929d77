using System.Text.Json.Serialization;

namespace Orchestry.Contracts.Cluster;

/// <summary>Answer of <c>GET /cluster/status</c>.</summary>
/// <param name="NodeId">The node that answers.</param>
/// <param name="Hostname">Its machine.</param>
/// <param name="State"><c>leader</c> or <c>follower</c>.</param>
/// <param name="Term">The highest term of office it has seen.</param>
/// <param name="IsLeader">Whether it takes writes.</param>
/// <param name="LeaderId">The node that takes writes; null while none is known.</param>
/// <param name="ClusterSize">Nodes that are healthy.</param>
/// <param name="Nodes">Every known node, by id.</param>
/// <param name="Lease">The lease in force; null while none is known, and on a single node.</param>
public sealed record ClusterStatus(
    string NodeId, string Hostname, string State, long Term, bool IsLeader, string? LeaderId, int ClusterSize,
    IReadOnlyList<ClusterMember> Nodes, ClusterLease? Lease);

/// <summary>One node of the cluster.</summary>
/// <param name="NodeId">Its id.</param>
/// <param name="Hostname">Its machine.</param>
/// <param name="State"><c>leader</c> or <c>follower</c>.</param>
/// <param name="IsHealthy">Whether its last sign of life is recent enough.</param>
/// <param name="LastHeartbeat">Its last sign of life, by the database's clock, in Unix seconds.</param>
public sealed record ClusterMember(
    string NodeId, string Hostname, string State, bool IsHealthy,
    [property: JsonConverter(typeof(UnixSecondsConverter))] DateTimeOffset LastHeartbeat);

/// <summary>The right to lead until a time. All times are the database's, in Unix seconds.</summary>
/// <param name="LeaderId">Who holds it.</param>
/// <param name="Term">The term of office.</param>
/// <param name="AcquiredAt">When the term began.</param>
/// <param name="ExpiresAt">When it ends unless it is renewed.</param>
/// <param name="RenewedAt">When it was last renewed.</param>
/// <param name="Hostname">The holder's machine.</param>
/// <param name="ApiUrl">Where the holder's API is.</param>
public sealed record ClusterLease(
    string LeaderId, long Term,
    [property: JsonConverter(typeof(UnixSecondsConverter))] DateTimeOffset AcquiredAt,
    [property: JsonConverter(typeof(UnixSecondsConverter))] DateTimeOffset ExpiresAt,
    [property: JsonConverter(typeof(UnixSecondsConverter))] DateTimeOffset RenewedAt,
    string Hostname, string ApiUrl);
