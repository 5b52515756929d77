using System.Text.Json;

namespace Orchestry.ClusterRig;

/// <summary>What <c>GET /cluster/status</c> of one node said.</summary>
/// <param name="Node">Who said it.</param>
/// <param name="IsLeader">Whether it holds itself to be the leader.</param>
/// <param name="Leader">Who it holds to be the leader; null: nobody.</param>
/// <param name="Term">The newest term it knows.</param>
/// <param name="Healthy">How many nodes it holds to be well.</param>
internal sealed record StatusSeen(string Node, bool IsLeader, string? Leader, long Term, int Healthy)
{
    public static StatusSeen Of(JsonElement body) => new(
        body.Text("node_id"),
        body.At("is_leader").GetBoolean(),
        body.TryGetProperty("leader_id", out var leader) ? leader.GetString() : null,
        body.TryGetProperty("term", out var term) && term.ValueKind == JsonValueKind.Number ? term.GetInt64() : 0,
        body.TryGetProperty("nodes", out var nodes) ? nodes.EnumerateArray().Count(n => n.At("is_healthy").GetBoolean()) : 0);
}
