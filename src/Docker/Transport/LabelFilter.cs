using System.Text.Json;

namespace Orchestry.Docker.Transport;

/// <summary>Writes the engine's <c>filters</c> query parameter.</summary>
internal static class LabelFilter
{
    /// <summary>The parameter with its name, such as <c>filters=%7B…</c>: objects that carry every label, and what <paramref name="more"/> asks.</summary>
    public static string ToQuery(IReadOnlyDictionary<string, string?> labels, params ReadOnlySpan<(string Key, string[] Values)> more)
    {
        var filters = new Dictionary<string, string[]>();
        if (labels.Count > 0)
        {
            filters["label"] = [.. labels.Select(label => label.Value is null ? label.Key : $"{label.Key}={label.Value}")];
        }

        foreach (var (key, values) in more)
        {
            filters[key] = values;
        }

        return "filters=" + Uri.EscapeDataString(JsonSerializer.Serialize(filters, DockerJson.Default.DictionaryStringStringArray));
    }
}
