using System.Text;
using System.Text.Json;

namespace Orchestry.Core.Apps.Parsing;

/// <summary>
/// A value of the document that may be missing, and where it stands. Each reading answers null, or nothing, when the value is missing or was
/// refused; a refusal is noted on the way, so that readers go on and find the next one.
/// </summary>
internal readonly struct SpecValue(JsonElement json, string path, ViolationList violations)
{
    private const int MaxItems = 1000;
    private const int MaxTextBytes = 32 * 1024;

    public JsonElement Json { get; } = json;

    public string Path { get; } = path;

    public ViolationList Violations { get; } = violations;

    /// <summary>Whether it is there and not null.</summary>
    public bool IsGiven => Json.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);

    public void Refuse(string message) => Violations.Add(Path, message);

    /// <summary>Itself, having noted that it is missing if it is.</summary>
    public SpecValue Required()
    {
        if (!IsGiven)
        {
            Refuse(Json.ValueKind == JsonValueKind.Null ? "is required and must not be null" : "is required");
        }

        return this;
    }

    /// <summary>An object that may have these fields and no others.</summary>
    public SpecObject? Object(params IReadOnlyList<string> fields) =>
        Is(JsonValueKind.Object, $"an object with {string.Join(", ", fields)}") ? SpecObject.Read(this, fields) : null;

    /// <summary>An object with keys of the user's choice; each key once.</summary>
    public IReadOnlyList<(string Key, SpecValue Value)>? Map()
    {
        if (!Is(JsonValueKind.Object, "an object"))
        {
            return null;
        }

        var entries = SpecObject.Properties(this);
        if (entries.Count > MaxItems)
        {
            Refuse($"must have at most {MaxItems} entries, not {entries.Count}");
        }

        return entries;
    }

    /// <summary>The items of a list.</summary>
    public IReadOnlyList<SpecValue>? Items()
    {
        if (!Is(JsonValueKind.Array, "a list"))
        {
            return null;
        }

        if (Json.GetArrayLength() is > MaxItems and var length)
        {
            Refuse($"must have at most {MaxItems} entries, not {length}");
            return null;
        }

        var (path, violations) = (Path, Violations);
        return [.. Json.EnumerateArray().Select((item, i) => new SpecValue(item, FieldPath.Item(path, i), violations))];
    }

    /// <summary>The items of a list of strings.</summary>
    public IReadOnlyList<string> Texts() => [.. (Items() ?? []).Select(item => item.Item().Text()).OfType<string>()];

    /// <summary>An item of a list, which must not be null.</summary>
    public SpecValue Item() => Required();

    /// <summary>A string without NUL, at most 32 KiB long unless said otherwise.</summary>
    public string? Text(int maxBytes = MaxTextBytes)
    {
        if (!Is(JsonValueKind.String, "a string"))
        {
            return null;
        }

        if (!JsonText.TryRead(Json, out var text))
        {
            Refuse("must be valid Unicode text");
        }
        else if (text.Contains('\0', StringComparison.Ordinal))
        {
            Refuse("must not contain NUL characters");
        }
        else if (Encoding.UTF8.GetByteCount(text) is var length && length > maxBytes)
        {
            Refuse($"must be at most {maxBytes} bytes long, not {length}");
        }
        else
        {
            return text;
        }

        return null;
    }

    public bool? Flag() => Json.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => Is(JsonValueKind.True, "true or false") ? true : null,
    };

    /// <summary>An integer within bounds; the fallback when it is missing; null when it was refused.</summary>
    public int? Integer(int min, int max, int? fallback = null)
    {
        if (!IsGiven)
        {
            return fallback;
        }

        if (Json.ValueKind == JsonValueKind.Number && Json.TryGetInt32(out var number) && number >= min && number <= max)
        {
            return number;
        }

        RefuseNumber($"an integer from {min} to {max}");
        return null;
    }

    /// <summary>A number within bounds; the fallback when it is missing; null when it was refused.</summary>
    public double? Number(double min, double max, double fallback)
    {
        if (!IsGiven)
        {
            return fallback;
        }

        if (Json.ValueKind == JsonValueKind.Number && Json.TryGetDouble(out var number) && number >= min && number <= max)
        {
            return number;
        }

        RefuseNumber($"a number from {min} to {max}");
        return null;
    }

    /// <summary>One of some words; the fallback when it is missing; null when it was refused.</summary>
    public T? Choice<T>(T fallback, params ReadOnlySpan<(string Word, T Meaning)> choices)
        where T : struct
    {
        var words = new List<string>();
        var text = Text();
        foreach (var (word, meaning) in choices)
        {
            if (text == word)
            {
                return meaning;
            }

            words.Add(word);
        }

        if (text is not null)
        {
            Refuse($"must be {Shown.Either(words)}, not {Shown.Quoted(text)}");
        }

        return IsGiven ? null : fallback;
    }

    private bool Is(JsonValueKind kind, string wanted)
    {
        if (IsGiven && Json.ValueKind != kind)
        {
            var isBareScalar = kind == JsonValueKind.String && Json.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False;
            Refuse($"must be {wanted}, not {Shown.Describe(Json)}{(isBareScalar ? "; write it in quotes" : "")}");
        }

        return Json.ValueKind == kind;
    }

    private void RefuseNumber(string wanted) => Refuse(
        $"must be {wanted}, not {Shown.Describe(Json)}{(Json.ValueKind == JsonValueKind.String ? "; write it without quotes" : "")}");
}
