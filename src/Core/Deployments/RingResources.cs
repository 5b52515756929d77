using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestry.Core.Apps.Parsing;

namespace Orchestry.Core.Deployments;

/// <summary>Reads <c>resources</c>: <c>limits</c> and <c>requests</c>, each with <c>cpu</c> and <c>memory</c>.</summary>
internal static class RingResources
{
    public static JsonObject? Read(SpecValue value, DocumentDraft draft)
    {
        draft.Comes("spec.resources", value.Path);
        if (value.Object("limits", "requests") is not { } fields)
        {
            return null;
        }

        var resources = ReadAmounts(fields["limits"], "spec.resources", draft);
        if (ReadAmounts(fields["requests"], "spec.resources.requests", draft) is { Count: > 0 } requests)
        {
            resources["requests"] = requests;
        }

        return resources;
    }

    private static JsonObject ReadAmounts(SpecValue value, string part, DocumentDraft draft)
    {
        var amounts = new JsonObject();
        if (value.Object("cpu", "memory") is not { } fields)
        {
            return amounts;
        }

        foreach (var name in (ReadOnlySpan<string>)["cpu", "memory"])
        {
            draft.Comes($"{part}.{name}", fields[name].Path);
            // A number keeps its spelling, which is exact; anything else is refused here or by the document's own rule.
            var amount = fields[name].Json.ValueKind == JsonValueKind.Number
                ? JsonNode.Parse(fields[name].Json.GetRawText())
                : JsonValue.Create(fields[name].Text());
            if (amount is not null)
            {
                amounts[name] = amount;
            }
        }

        return amounts;
    }
}
