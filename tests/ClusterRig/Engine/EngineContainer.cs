using System.Text.Json;

namespace Orchestry.ClusterRig;

/// <summary>A container as the engine lists it.</summary>
internal sealed record EngineContainer(string Id, string Name, string State, string Image, IReadOnlyDictionary<string, string> Labels)
{
    /// <summary>The part of the id that the product shows.</summary>
    public string ShortId => Id[..12];

    public static EngineContainer Of(JsonElement listed) => new(
        listed.Text("Id"), listed.List("Names")[0].GetString()!.TrimStart('/'), listed.Text("State"), listed.Text("Image"),
        listed.At("Labels").EnumerateObject().ToDictionary(l => l.Name, l => l.Value.GetString() ?? ""));

    // Labels never change, and dictionaries are not compared by what they hold.
    public bool Equals(EngineContainer? other) => other is not null && (Id, Name, State, Image) == (other.Id, other.Name, other.State, other.Image);

    public override int GetHashCode() => HashCode.Combine(Id, State);
}
