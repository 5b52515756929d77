using System.Text.Json.Nodes;
using Orchestry.Core.Apps;
using Orchestry.Core.Apps.Parsing;
using Orchestry.Core.Orchestration;

namespace Orchestry.Core.Deployments;

/// <summary>
/// An application's document in the making, which remembers what of the body each part comes from: what the document's own rules refuse is then told in
/// the words of who wrote the body.
/// </summary>
internal sealed class DocumentDraft
{
    // Words of documents that their rules' sentences hold, and what they are called in a body.
    private static readonly (string Document, string Body)[] Words =
    [
        ("spec.resources.requests.", "resources.requests."), ("spec.resources.", "resources.limits."), ("spec.ports", "ports"), ("hostPort", "published"),
        ("hostIP", "host_ip"), ("containerPort", "target"), ("periodSeconds", "interval"), ("maxReplicas", "replicas"),
    ];

    private readonly Dictionary<string, string> _origins = new(StringComparer.Ordinal);

    public JsonObject Root { get; } = new() { ["apiVersion"] = "v1", ["kind"] = "App" };

    /// <summary>Says that a part of the document, with all that is in it, comes from a field of the body.</summary>
    public void Comes(string part, string from) => _origins[part] = from;

    /// <summary>Reads it by the rules of documents, and notes what they refuse.</summary>
    public AppSpec? Parse(SpecDefaults defaults, ViolationList violations)
    {
        var parse = AppSpecParser.Parse(Root.ToJsonString(), defaults);
        foreach (var violation in parse.Violations)
        {
            var told = InTheBodysWords(violation);
            violations.Add(told.Field, told.Message);
        }

        return violations.IsEmpty ? parse.Spec : null;
    }

    /// <summary>What breaks a rule of documents, as who wrote the body knows it.</summary>
    public Violation InTheBodysWords(Violation violation) => new(
        OriginOf(violation.Field),
        Words.Aggregate(violation.Message, (message, word) => message.Replace(word.Document, word.Body, StringComparison.Ordinal)));

    /// <summary>The field behind the smallest part that the path is in.</summary>
    private string OriginOf(string path)
    {
        for (var part = path; part.Length > 0; part = Parent(part))
        {
            if (_origins.TryGetValue(part, out var origin))
            {
                return origin;
            }
        }

        return path;
    }

    private static string Parent(string path)
    {
        var end = path.LastIndexOfAny(['.', '[']);
        return end < 0 ? "" : path[..end];
    }
}
