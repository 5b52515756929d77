using System.Text;
using System.Text.Json.Nodes;

namespace Orchestry.Cli.Documents;

/// <summary>A document and where it stands.</summary>
internal sealed record InputDocument(string Source, JsonNode Node)
{
    /// <summary>As it is sent.</summary>
    public byte[] Json => Encoding.UTF8.GetBytes(Node.ToJsonString());

    /// <summary>A text at a path of names; null: there is none.</summary>
    public string? Text(params string[] path)
    {
        var at = Node;
        foreach (var name in path)
        {
            at = (at as JsonObject)?[name];
        }

        return at is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
    }
}
