using System.Text.Json;

namespace Orchestry.Cli.Output;

/// <summary>Fields of an answer that is looked at as it is: what is missing or null reads as "-", so that an older controller's answer shows too.</summary>
internal static class JsonFields
{
    public static string Text(this JsonElement json, string name, string otherwise = "-") =>
        json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(name, out var value) || value.ValueKind is JsonValueKind.Null ? otherwise
        : value.ValueKind == JsonValueKind.String ? value.GetString()!
        : value.ValueKind is JsonValueKind.True ? "yes"
        : value.ValueKind is JsonValueKind.False ? "no"
        : value.GetRawText();

    /// <summary>Items of a list; none where there is no list.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement json) => json.ValueKind == JsonValueKind.Array ? json.EnumerateArray() : [];

    /// <summary>Items of a list of texts, in one.</summary>
    public static string Joined(this JsonElement json, string name) =>
        json.TryGetProperty(name, out var list) && list.GetArrayLength() > 0 ? string.Join(',', list.EnumerateArray().Select(i => i.ToString())) : "-";

    /// <summary>A moment, as people read it.</summary>
    public static string Moment(this JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out var at) ? Figures.Moment(at)
            : "-";
}
