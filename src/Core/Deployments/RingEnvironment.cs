using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestry.Core.Apps.Parsing;

namespace Orchestry.Core.Deployments;

/// <summary>
/// Reads <c>secrets</c> and <c>environment</c>, two names of one map: a variable's value, or <c>{"secretRef": name}</c> with the name of a secret. All
/// values are kept sealed: nothing tells which of them is a password.
/// </summary>
internal static class RingEnvironment
{
    public static JsonArray Read(SpecValue secrets, SpecValue environment, DocumentDraft draft, Func<string, string, string> seal)
    {
        var entries = new JsonArray();
        var names = new HashSet<string>(StringComparer.Ordinal);
        draft.Comes("spec.environment", secrets.IsGiven ? secrets.Path : environment.Path);
        foreach (var (name, item) in (secrets.Map() ?? []).Concat(environment.Map() ?? []))
        {
            if (!names.Add(name))
            {
                item.Refuse("is given in secrets as well; they are one environment, so name it once");
                continue;
            }

            draft.Comes(FieldPath.Item("spec.environment", entries.Count), item.Path);
            entries.Add(ReadEntry(name, item.Item(), seal));
        }

        return entries;
    }

    private static JsonObject ReadEntry(string name, SpecValue item, Func<string, string, string> seal)
    {
        if (item.Json.ValueKind != JsonValueKind.Object)
        {
            return new JsonObject { ["name"] = name, ["source"] = "sealed", ["value"] = seal(name, item.Text() ?? "") };
        }

        var entry = new JsonObject { ["name"] = name, ["source"] = "secret" };
        if (item.Object("secretRef", "field") is { } fields)
        {
            entry["key"] = fields["secretRef"].Required().Text();
            if (fields["field"].Text() is { } field)
            {
                entry["field"] = field;
            }
        }

        return entry;
    }
}
