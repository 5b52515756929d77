using System.Text.Json;

namespace Orchestry.ClusterRig;

/// <summary>A container as the engine lists it.</summary>
internal sealed record EngineContainer(string Id, string Name, string State, string Image)
{
    /// <summary>The part of the id that the product shows.</summary>
    public string ShortId => Id[..12];

    public static EngineContainer Of(JsonElement listed) => new(
        listed.Text("Id"), listed.List("Names")[0].GetString()!.TrimStart('/'), listed.Text("State"), listed.Text("Image"));
}
