using System.Text.Json.Nodes;
using Orchestry.Core.Apps.Parsing;

namespace Orchestry.Core.Deployments;

/// <summary>Reads <c>labels</c>: a map, or a list of <c>"key=value"</c>.</summary>
internal static class RingLabels
{
    private const string Document = "spec.containerLabels";

    public static JsonObject Read(SpecValue value, DocumentDraft draft)
    {
        var labels = new JsonObject();
        draft.Comes(Document, value.Path);
        if (value.Json.ValueKind == System.Text.Json.JsonValueKind.Array)
        {
            foreach (var item in value.Items() ?? [])
            {
                ReadPair(item, labels, draft);
            }

            return labels;
        }

        foreach (var (key, item) in value.Map() ?? [])
        {
            Add(key, item.Item().Text(), item, labels, draft);
        }

        return labels;
    }

    private static void ReadPair(SpecValue item, JsonObject labels, DocumentDraft draft)
    {
        if (item.Item().Text() is not { } text)
        {
            return;
        }

        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0)
        {
            item.Refuse($"must be written key=value, not {Shown.Quoted(text)}");
        }
        else if (labels.ContainsKey(text[..equals]))
        {
            item.Refuse($"the label {Shown.Quoted(text[..equals])} is given already; keys are unique");
        }
        else
        {
            Add(text[..equals], text[(equals + 1)..], item, labels, draft);
        }
    }

    private static void Add(string key, string? text, SpecValue item, JsonObject labels, DocumentDraft draft)
    {
        labels[key] = text ?? "";
        draft.Comes(FieldPath.Child(Document, key), item.Path);
    }
}
