using System.Text.Json;
using Orchestry.Core.Apps.Parsing;

namespace Orchestry.Core.Apps;

/// <summary>
/// Reads an application's specification from its document. Strict where leniency would turn a mistake into a default: unknown and repeated
/// fields, wrong types and fields without effect are refused. Only <c>null</c> for an optional field counts as left out, because clients
/// that serialize objects write it.
/// </summary>
public static class AppSpecParser
{
    /// <summary>Reads a document. Never throws, whatever it holds.</summary>
    public static SpecParse Parse(JsonElement document, SpecDefaults defaults)
    {
        var violations = new ViolationList();
        var spec = Read(new SpecValue(document, "", violations), defaults);
        return violations.IsEmpty ? new SpecParse(spec, []) : new SpecParse(null, violations.ToList());
    }

    /// <summary>Reads a document from its text, such as one from the store. Text that is not JSON is a violation as well.</summary>
    public static SpecParse Parse(string json, SpecDefaults defaults)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Parse(document.RootElement, defaults);
        }
        catch (JsonException e)
        {
            return new SpecParse(null, [new("", $"is not valid JSON: {Shown.Cut(e.Message, 200)}")]);
        }
        catch (ArgumentException)
        {
            return new SpecParse(null, [new("", "is not valid JSON: it holds text that is not valid Unicode")]);
        }
    }

    private static AppSpec? Read(SpecValue document, SpecDefaults defaults)
    {
        if (document.Required().Object("apiVersion", "kind", "metadata", "spec", "scaling", "healthCheck", "healthChecks", "rollout") is not { } root)
        {
            return null;
        }

        root["apiVersion"].Required().Choice(true, ("v1", true));
        root["kind"].Required().Choice(true, ("App", true));
        var (name, @namespace, labels) = MetadataReader.Read(root["metadata"].Required());
        var spec = WorkloadReader.Read(root["spec"].Required(), name, labels) with { Namespace = @namespace };
        return spec with
        {
            Scaling = ScalingReader.Read(root["scaling"], spec, defaults),
            HealthChecks = HealthChecksReader.Read(root["healthCheck"], root["healthChecks"], spec, defaults),
            Rollout = RolloutReader.Read(root["rollout"]),
        };
    }
}
