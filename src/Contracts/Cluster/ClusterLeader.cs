using System.Text.Json.Serialization;

namespace Orchestry.Contracts.Cluster;

/// <summary>Answer of <c>GET /cluster/leader</c>.</summary>
/// <param name="LeaderId">The node that takes writes.</param>
/// <param name="Hostname">Its machine.</param>
/// <param name="ApiUrl">Where its API is.</param>
/// <param name="Term">Its term of office.</param>
/// <param name="LeaseExpiresAt">When its lease ends unless it is renewed, in Unix seconds; null on a single node, which needs none.</param>
public sealed record ClusterLeader(
    string LeaderId, string Hostname, string ApiUrl, long Term,
    [property: JsonConverter(typeof(UnixSecondsConverter))] DateTimeOffset? LeaseExpiresAt);
