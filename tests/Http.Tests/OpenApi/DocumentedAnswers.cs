using System.Text.Json;

namespace Orchestry.Http.Tests.OpenApi;

/// <summary>What the API document says of answers, to hold real ones against it: nothing required is missing, nothing is there that it doesn't know, and null is only where it may be.</summary>
internal sealed class DocumentedAnswers(JsonElement document)
{
    /// <summary>What an answer is otherwise than the document says; nothing of paths that are not in it.</summary>
    public IEnumerable<string> Differences(string method, string path, Answer answer)
    {
        if (Find(method, path) is not { } operation || answer.ContentType != "application/json")
        {
            return [];
        }

        var at = $"{method} {path} {answer.Status}";
        if (!operation.GetProperty("responses").TryGetProperty($"{answer.Status}", out var response))
        {
            // The fakes refuse some requests with what nobody would.
            return answer.Status >= 400 ? [] : [$"{at}: no such status"];
        }

        return response.TryGetProperty("content", out var content) && content.TryGetProperty("application/json", out var json)
            ? Differences(json.GetProperty("schema"), answer.Json, at)
            : [$"{at}: no body"];
    }

    /// <summary>What a value is otherwise than a schema says.</summary>
    public IEnumerable<string> Differences(JsonElement schema, JsonElement value, string at)
    {
        if (schema.TryGetProperty("$ref", out var name))
        {
            schema = document.GetProperty("components").GetProperty("schemas").GetProperty(name.GetString()!.Split('/')[^1]);
        }

        var types = !schema.TryGetProperty("type", out var type) ? []
            : type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(t => t.GetString()!).ToArray()
            : [type.GetString()!];
        return types.Length > 0 && !types.Any(t => Fits(t, value)) ? [$"{at}: {value.ValueKind}, not {string.Join(" or ", types)}"]
            : value.ValueKind == JsonValueKind.Object ? OfObject(schema, value, at)
            : value.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items", out var items)
                ? value.EnumerateArray().SelectMany((item, number) => Differences(items, item, $"{at}[{number}]"))
            : [];
    }

    private IEnumerable<string> OfObject(JsonElement schema, JsonElement value, string at)
    {
        if (!schema.TryGetProperty("properties", out var properties))
        {
            return schema.TryGetProperty("additionalProperties", out var others) && others.ValueKind == JsonValueKind.Object
                ? value.EnumerateObject().SelectMany(f => Differences(others, f.Value, $"{at}.{f.Name}"))
                : [];
        }

        var missing = schema.TryGetProperty("required", out var required)
            ? required.EnumerateArray().Select(r => r.GetString()!).Where(r => !value.TryGetProperty(r, out _)).Select(r => $"{at}.{r}: missing")
            : [];
        return missing.Concat(value.EnumerateObject().SelectMany(f => properties.TryGetProperty(f.Name, out var field)
            ? Differences(field, f.Value, $"{at}.{f.Name}")
            : [$"{at}.{f.Name}: unknown"]));
    }

    private static bool Fits(string type, JsonElement value) => type switch
    {
        "null" => value.ValueKind == JsonValueKind.Null,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "number" => value.ValueKind == JsonValueKind.Number,
        "array" => value.ValueKind == JsonValueKind.Array,
        _ => value.ValueKind == JsonValueKind.Object,
    };

    private JsonElement? Find(string method, string path)
    {
        var steps = path.Split('?')[0].Split('/');
        foreach (var template in document.GetProperty("paths").EnumerateObject().OrderBy(p => p.Name.Count(c => c == '{')))
        {
            var parts = template.Name.Split('/');
            if (parts.Length == steps.Length && parts.Zip(steps).All(p => p.First.StartsWith('{') ? p.Second.Length > 0 : p.First == p.Second)
                && template.Value.TryGetProperty(method.ToLowerInvariant(), out var operation))
            {
                return operation;
            }
        }

        return null;
    }
}
