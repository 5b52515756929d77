using System.Text.Json.Nodes;

namespace Orchestry.Cli.Documents;

/// <summary>A manifest of Ring: maps of namespaces, configs and deployments, by any key; or one deployment by itself, as the API takes it.</summary>
/// <param name="Namespaces">Names.</param>
/// <param name="Configs">Bodies of configs.</param>
/// <param name="Deployments">Bodies of deployments.</param>
internal sealed record RingManifest(IReadOnlyList<string> Namespaces, IReadOnlyList<JsonObject> Configs, IReadOnlyList<JsonObject> Deployments)
{
    private static readonly string[] Sections = ["namespaces", "configs", "deployments"];

    /// <summary>The manifest in a document. What is in a deployment is for the controller to judge; its place in the file is judged here, whole.</summary>
    public static RingManifest Of(InputDocument document)
    {
        if (document.Node is JsonObject single && single.ContainsKey("image") && !Sections.Any(single.ContainsKey))
        {
            return new RingManifest([], [], [single]);
        }

        var faults = new List<string>();
        if (document.Node is not JsonObject root)
        {
            throw Refusal(document, ["must be a map with deployments"]);
        }

        faults.AddRange(root.Select(p => p.Key).Except(Sections).Select(key => $"{key}: is not known here; known are {string.Join(", ", Sections)}"));
        var manifest = new RingManifest(
            [.. Entries(root, "namespaces", faults).Select(e => e["name"]!.GetValue<string>())], Entries(root, "configs", faults),
                Entries(root, "deployments", faults));
        return faults.Count == 0 ? manifest : throw Refusal(document, faults);
    }

    /// <summary>The entries of a section. An entry without a name is called by its key.</summary>
    private static List<JsonObject> Entries(JsonObject root, string section, List<string> faults)
    {
        var entries = new List<JsonObject>();
        if (root[section] is not JsonObject map)
        {
            if (root[section] is not null)
            {
                faults.Add($"{section}: must be a map");
            }

            return entries;
        }

        foreach (var (key, value) in map)
        {
            var entry = value is null && section == "namespaces" ? [] : value?.DeepClone() as JsonObject;
            if (entry is null)
            {
                faults.Add($"{section}.{key}: must be a map");
                continue;
            }

            if (entry["name"] is null)
            {
                entry["name"] = key;
            }

            if (entry["name"]!.GetValueKind() != System.Text.Json.JsonValueKind.String)
            {
                faults.Add($"{section}.{key}.name: must be text");
                continue;
            }

            entries.Add(entry);
        }

        return entries;
    }

    private static CommandFailure Refusal(InputDocument document, IReadOnlyList<string> faults) =>
        new(ExitCodes.Usage, $"{document.Source} is no manifest", "mend it there") { Lines = faults };
}
