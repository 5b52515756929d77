using System.Text.Json.Nodes;

namespace Orchestry.Http.Tests.OpenApi;

/// <summary>A part of a body that a schema describes.</summary>
/// <param name="Path">Where a reader says that it stands, such as <c>spec.ports[0].name</c>.</param>
/// <param name="Schema">What the schema says of it.</param>
/// <param name="Within">A body with a value there, and nothing else that is not on the way.</param>
internal sealed record SchemaPlace(string Path, JsonObject Schema, Func<JsonNode?, JsonNode?> Within)
{
    private const string AnyKey = "any";

    /// <summary>What must stand beside a field so that it is looked at.</summary>
    private static readonly Dictionary<string, string> Beside = new()
    {
        ["spec.environment[0].key"] = """{ "source": "secret" }""",
        ["spec.environment[0].field"] = """{ "source": "secret", "key": "db" }""",
        ["healthCheck.command"] = """{ "protocol": "COMMAND" }""",
        ["healthChecks[0].command"] = """{ "protocol": "COMMAND" }""",
        ["health_checks[0].port"] = """{ "type": "tcp" }""",
        ["health_checks[0].url"] = """{ "type": "http" }""",
        ["health_checks[0].command"] = """{ "type": "command" }""",
    };

    public IReadOnlyList<string> Types => Schema["type"] is JsonArray several ? [.. several.Select(t => (string)t!)] : [(string)Schema["type"]!];

    public IReadOnlyList<string> Fields => Schema["properties"] is JsonObject fields ? [.. fields.Select(f => f.Key)] : [];

    public IReadOnlyList<string> Required => Schema["required"] is JsonArray names ? [.. names.Select(n => (string)n!)] : [];

    public IReadOnlyList<string> Words => Schema["enum"] is JsonArray words ? [.. words.Select(w => (string)w!)] : [];

    public string PathOf(string field) => Path.Length == 0 ? field : $"{Path}.{field}";

    public override string ToString() => Path;

    /// <summary>Every part of a body, the whole of it first.</summary>
    public static IEnumerable<SchemaPlace> Of(JsonNode schema) => new SchemaPlace("", schema.AsObject(), value => value).AndBelow();

    private IEnumerable<SchemaPlace> AndBelow()
    {
        yield return this;
        var below = new List<SchemaPlace>();
        if (Schema["properties"] is JsonObject fields)
        {
            below.AddRange(fields.Select(f => Field(f.Key, f.Value!)));
        }

        if (Schema["additionalProperties"] is JsonObject any)
        {
            below.Add(Field(AnyKey, any));
        }

        if (Schema["items"] is JsonObject item)
        {
            below.Add(new SchemaPlace($"{Path}[0]", item, value => Within(new JsonArray(value))));
        }

        foreach (var place in below.SelectMany(place => place.AndBelow()))
        {
            yield return place;
        }
    }

    private SchemaPlace Field(string name, JsonNode schema) => new(PathOf(name), schema.AsObject(), value =>
    {
        var record = Beside.TryGetValue(PathOf(name), out var others) ? JsonNode.Parse(others)!.AsObject() : [];
        record[name] = value;
        return Within(record);
    });
}
