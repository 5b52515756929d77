using System.Text.Json.Nodes;
using Orchestry.Core.Apps;
using Orchestry.Core.Orchestration;

namespace Orchestry.Core.Tests.Apps;

/// <summary>Builds documents by changing one value of a small valid one.</summary>
internal sealed class ADocument
{
    public const string Small =
        """
        {
          "apiVersion": "v1", "kind": "App",
          "metadata": { "name": "my-app", "labels": { "app": "my-app", "version": "v1" } },
          "spec": { "type": "http", "image": "nginx:alpine", "ports": [{ "containerPort": 80, "protocol": "HTTP" }] }
        }
        """;

    private readonly JsonNode _root = JsonNode.Parse(Small)!;

    /// <summary>Sets the value at a path such as <c>spec.ports[0].name</c>, making the objects on the way.</summary>
    public ADocument With(string path, string json)
    {
        var steps = path.Replace("[", ".[", StringComparison.Ordinal).Split('.');
        var node = _root;
        foreach (var step in steps.SkipLast(1))
        {
            node = step[0] == '[' ? node[int.Parse(step.Trim('[', ']'), null)]! : node[step] ?? (node[step] = new JsonObject());
        }

        var value = JsonNode.Parse(json);
        if (steps[^1][0] == '[')
        {
            node[int.Parse(steps[^1].Trim('[', ']'), null)] = value;
        }
        else
        {
            node[steps[^1]] = value;
        }

        return this;
    }

    public ADocument Without(string section, string field)
    {
        (section.Length == 0 ? _root : _root[section]!).AsObject().Remove(field);
        return this;
    }

    public string Json => _root.ToJsonString();

    public AppSpec Spec
    {
        get
        {
            var parse = AppSpecParser.Parse(Json, SpecDefaults.Standard);
            Assert.Empty(parse.Violations);
            return parse.Spec!;
        }
    }

    public IReadOnlyList<Violation> Violations
    {
        get
        {
            var parse = AppSpecParser.Parse(Json, SpecDefaults.Standard);
            Assert.Null(parse.Spec);
            return parse.Violations;
        }
    }

    /// <summary>Expects exactly one violation.</summary>
    public void IsRefused(string field, string message)
    {
        var violation = Assert.Single(Violations);
        Assert.Equal(field, violation.Field);
        Assert.Contains(message, violation.Message, StringComparison.Ordinal);
    }
}
