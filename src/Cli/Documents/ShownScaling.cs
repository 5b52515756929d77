using System.Text.Json.Nodes;

namespace Orchestry.Cli.Documents;

/// <summary>
/// Controllers show a specification as it was written, but for <c>scaling.mode</c>, <c>minReplicas</c> and <c>maxReplicas</c>, which they fill in where they were
/// left out. A document is compared as it would be shown.
/// </summary>
internal static class ShownScaling
{
    private const int UsualMax = 5;

    public static JsonNode Of(JsonNode document)
    {
        if (document is not JsonObject || document["spec"] is not JsonObject spec || document["scaling"] is not (null or JsonObject))
        {
            return document;
        }

        var shown = document.DeepClone().AsObject();

        var scaling = shown["scaling"] as JsonObject ?? [];
        shown["scaling"] = scaling;
        foreach (var (name, _) in scaling.Where(p => p.Value is null).ToArray())
        {
            scaling.Remove(name);
        }

        var isJob = spec["type"]?.ToString() == "job";
        scaling.TryAdd("mode", isJob ? "manual" : "auto");
        scaling.TryAdd("minReplicas", 1);
        scaling.TryAdd("maxReplicas", isJob || PublishesPort(spec) ? 1 : UsualMax);
        return shown;
    }

    /// <summary>A port of the host leads to one container.</summary>
    private static bool PublishesPort(JsonObject spec) =>
        spec["ports"] is JsonArray ports && ports.Any(p => p is JsonObject port && port["hostPort"] is not null);
}
