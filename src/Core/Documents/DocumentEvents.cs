using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestry.Core.Journal;

namespace Orchestry.Core.Documents;

/// <summary>What events about documents have in common.</summary>
internal static class DocumentEvents
{
    public static string Details(ResourceKey key) =>
        new JsonObject { ["kind"] = key.Kind, ["namespace"] = key.Namespace, ["name"] = key.Name }.ToJsonString(JsonSerializerOptions.Default);
}
