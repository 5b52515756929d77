using System.Globalization;
using System.Text.Json;
using Orchestry.Core.Orchestration;

namespace Orchestry.Http.Bodies;

/// <summary>
/// Reads the fields of one JSON object and gathers every broken rule: wrong types, numbers out of range, unknown fields. An optional field
/// that is null counts as left out, which is how many client libraries write it.
/// </summary>
internal sealed class ObjectReader
{
    private readonly JsonElement _object;
    private readonly string _path;
    private readonly List<Violation> _violations;
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    private ObjectReader(JsonElement element, string path, List<Violation> violations)
    {
        _object = element;
        _path = path;
        _violations = violations;
    }

    /// <summary>A reader of the whole body; an absent one reads as an empty object.</summary>
    public static ObjectReader Of(JsonElement? body, List<Violation> violations)
    {
        if (body is { ValueKind: not JsonValueKind.Object })
        {
            violations.Add(new Violation("", "The body must be an object"));
        }

        return new ObjectReader(body is { ValueKind: JsonValueKind.Object } given ? given : default, "", violations);
    }

    public int? Integer(string name, int least, int most, bool isRequired = false)
    {
        if (!TryGet(name, out var value))
        {
            if (isRequired)
            {
                Refuse(name, $"is required: a whole number from {least} to {most}");
            }

            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most)
        {
            return number;
        }

        Refuse(name, $"must be a whole number from {least} to {most}");
        return null;
    }

    public double? Number(string name, double least, double most)
    {
        if (!TryGet(name, out var value))
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number >= least && number <= most)
        {
            return number;
        }

        Refuse(name, string.Create(CultureInfo.InvariantCulture, $"must be a number from {least:0.###} to {most:0.###}"));
        return null;
    }

    public string? Text(string name, int longest, bool isRequired = false)
    {
        if (!TryGet(name, out var value))
        {
            if (isRequired)
            {
                Refuse(name, "is required");
            }

            return null;
        }

        if (value.ValueKind == JsonValueKind.String && value.GetString() is { } text && text.Length <= longest)
        {
            return text;
        }

        Refuse(name, $"must be a text of at most {longest} characters");
        return null;
    }

    /// <summary>The texts of the list under that name; null: left out, or refused.</summary>
    public IReadOnlyList<string>? Texts(string name, int most, int longest)
    {
        if (!TryGet(name, out var list))
        {
            return null;
        }

        if (list.ValueKind == JsonValueKind.Array && list.GetArrayLength() <= most
            && list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String && item.GetString()!.Length <= longest))
        {
            return [.. list.EnumerateArray().Select(item => item.GetString()!)];
        }

        Refuse(name, $"must be a list of at most {most} texts");
        return null;
    }

    /// <summary>The position of the word among those that may be; null: left out, or refused.</summary>
    public int? Word(string name, params IReadOnlyList<string> words)
    {
        if (!TryGet(name, out var value))
        {
            return null;
        }

        for (var i = 0; i < words.Count; i++)
        {
            if (value.ValueKind == JsonValueKind.String && value.ValueEquals(words[i]))
            {
                return i;
            }
        }

        Refuse(name, $"must be one of {string.Join(", ", words)}");
        return null;
    }

    /// <summary>A reader of each object of the list under that name; null: left out, or refused.</summary>
    public IReadOnlyList<ObjectReader>? Items(string name, int most)
    {
        if (!TryGet(name, out var list))
        {
            return null;
        }

        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > most)
        {
            Refuse(name, $"must be a list of at most {most} objects");
            return null;
        }

        var items = new List<ObjectReader>(list.GetArrayLength());
        foreach (var item in list.EnumerateArray())
        {
            var path = $"{_path}{name}[{items.Count}]";
            if (item.ValueKind != JsonValueKind.Object)
            {
                _violations.Add(new Violation(path, "must be an object"));
            }

            items.Add(new ObjectReader(item.ValueKind == JsonValueKind.Object ? item : default, $"{path}.", _violations));
        }

        return items;
    }

    /// <summary>A field whatever its type, for whoever judges it; null: left out.</summary>
    public JsonElement? Raw(string name) => TryGet(name, out var value) ? value : null;

    /// <summary>Whether a field is there and not null.</summary>
    public bool Has(string name) => TryGet(name, out _);

    public bool? Boolean(string name)
    {
        if (!TryGet(name, out var value))
        {
            return null;
        }

        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }

        Refuse(name, "must be true or false");
        return null;
    }

    /// <summary>A reader of the object under that name; of an empty one where it is left out.</summary>
    public ObjectReader Object(string name)
    {
        if (TryGet(name, out var value) && value.ValueKind != JsonValueKind.Object)
        {
            Refuse(name, "must be an object");
            value = default;
        }

        return new ObjectReader(value, $"{_path}{name}.", _violations);
    }

    /// <summary>Refuses what no call has asked for; the last call on a reader.</summary>
    public void RefuseOthers()
    {
        if (_object.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var property in _object.EnumerateObject().Where(p => !_known.Contains(p.Name)))
        {
            Refuse(Shown(property.Name), $"is unknown; known here: {string.Join(", ", _known)}");
        }
    }

    private bool TryGet(string name, out JsonElement value)
    {
        _known.Add(name);
        value = default;
        return _object.ValueKind == JsonValueKind.Object && _object.TryGetProperty(name, out value)
            && value.ValueKind != JsonValueKind.Null;
    }

    public void Refuse(string name, string message) => _violations.Add(new Violation(_path + name, message));

    private static string Shown(string name) => Quoted.Of(name)[1..^1];
}
