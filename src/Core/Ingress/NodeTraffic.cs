using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orchestry.Core.Ingress;

/// <summary>What one node's ingress says of itself to the others.</summary>
/// <param name="Node">The node's id.</param>
/// <param name="Incarnation">Tells this life of its process from others; its counters begin at 0.</param>
/// <param name="Revision">The revision of the routing table in force there.</param>
/// <param name="State">How the ingress is.</param>
/// <param name="Traffic">What it has counted.</param>
public sealed record NodeTraffic(string Node, string Incarnation, long Revision, IngressState State, IngressTraffic Traffic)
{
    /// <summary>Its stored form.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, NodeTrafficJson.Default.NodeTraffic);

    /// <summary>Reads the stored form.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static NodeTraffic FromJson(string json) =>
        JsonSerializer.Deserialize(json, NodeTrafficJson.Default.NodeTraffic) ?? throw new JsonException("A node's traffic is stored as null.");
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(NodeTraffic))]
internal sealed partial class NodeTrafficJson : JsonSerializerContext;
