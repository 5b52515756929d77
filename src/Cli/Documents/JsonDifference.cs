using System.Text.Json;
using System.Text.Json.Nodes;

namespace Orchestry.Cli.Documents;

/// <summary>A field that differs between two documents.</summary>
/// <param name="Path">Its path, such as <c>spec.ports[0].containerPort</c>.</param>
/// <param name="From">What it was; null: it was not there.</param>
/// <param name="To">What it is to be; null: it goes.</param>
internal sealed record JsonDifference(string Path, string? From, string? To)
{
    /// <summary>Every field that differs. Numbers are compared as numbers, members of objects in any order.</summary>
    public static IReadOnlyList<JsonDifference> Between(JsonNode? from, JsonNode? to)
    {
        var found = new List<JsonDifference>();
        Compare("", from, to, found);
        return found;
    }

    private static void Compare(string path, JsonNode? from, JsonNode? to, List<JsonDifference> found)
    {
        if (from is JsonObject before && to is JsonObject after)
        {
            foreach (var name in before.Select(p => p.Key).Union(after.Select(p => p.Key)))
            {
                Compare(path.Length == 0 ? name : $"{path}.{name}", before[name], after[name], found);
            }
        }
        else if (from is JsonArray old && to is JsonArray next)
        {
            for (var i = 0; i < Math.Max(old.Count, next.Count); i++)
            {
                Compare($"{path}[{i}]", i < old.Count ? old[i] : null, i < next.Count ? next[i] : null, found);
            }
        }
        else if (!Same(from, to))
        {
            found.Add(new JsonDifference(path, from?.ToJsonString(), to?.ToJsonString()));
        }
    }

    private static bool Same(JsonNode? from, JsonNode? to) => from is JsonValue a && to is JsonValue b && a.GetValueKind() == JsonValueKind.Number
        && b.GetValueKind() == JsonValueKind.Number
            ? decimal.TryParse(a.ToJsonString(), out var x) && decimal.TryParse(b.ToJsonString(), out var y) ? x == y : JsonNode.DeepEquals(a, b)
            : JsonNode.DeepEquals(from, to);
}
