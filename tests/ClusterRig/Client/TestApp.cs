using System.Text.Json.Nodes;

namespace Orchestry.ClusterRig;

/// <summary>A specification in the making: a web application that is probed every second, unless told otherwise.</summary>
internal sealed record TestApp(string Name, string Image)
{
    /// <summary><c>http</c> with port 80, or <c>worker</c> without port or probe.</summary>
    public string Type { get; init; } = "http";

    /// <summary>Probed on port 80.</summary>
    public string HealthPath { get; init; } = "/health";

    public int FailureThreshold { get; init; } = 2;

    /// <summary>Seconds in which a young replica's failures are forgiven.</summary>
    public int InitialDelay { get; init; } = 30;

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<string> Command { get; init; } = [];

    public IReadOnlyList<string> Args { get; init; } = [];

    public string? WorkingDir { get; init; }

    public string? Cpu { get; init; }

    public string? Memory { get; init; }

    /// <summary>A named volume, mounted at /data.</summary>
    public string? Volume { get; init; }

    /// <summary>Seconds that a leaving replica has for its requests.</summary>
    public int? Drain { get; init; }

    /// <summary>Seconds that a rollout may go without progress.</summary>
    public int? Deadline { get; init; }

    /// <summary>The scaling section as JSON.</summary>
    public string Scaling { get; init; } = """{"mode": "manual"}""";

    /// <summary>A host name of its own.</summary>
    public string? Host { get; init; }

    /// <summary>A path of its own.</summary>
    public string? Path { get; init; }

    public JsonObject ToJson()
    {
        var spec = new JsonObject { ["type"] = Type, ["image"] = Image };
        var app = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "App",
            ["metadata"] = new JsonObject { ["name"] = Name, ["labels"] = new JsonObject { ["app"] = Name, ["version"] = "v1" } },
            ["spec"] = spec,
            ["scaling"] = JsonNode.Parse(Scaling),
        };
        if (Type == "http")
        {
            spec["ports"] = new JsonArray(new JsonObject { ["containerPort"] = 80, ["protocol"] = "HTTP" });
            app["healthCheck"] = new JsonObject
            {
                ["path"] = HealthPath,
                ["port"] = 80,
                ["protocol"] = "HTTP",
                ["initialDelaySeconds"] = InitialDelay,
                ["periodSeconds"] = 1,
                ["failureThreshold"] = FailureThreshold,
            };
        }

        AddContainer(spec);
        AddGiven(spec, "drainSeconds", Drain);
        var ingress = new JsonObject();
        AddGiven(ingress, "host", Host);
        AddGiven(ingress, "path", Path);
        AddGiven(spec, "ingress", ingress.Count > 0 ? ingress : null);
        AddGiven(app, "rollout", Deadline is { } deadline ? new JsonObject { ["deadlineSeconds"] = deadline } : null);
        return app;
    }

    private void AddContainer(JsonObject spec)
    {
        var resources = new JsonObject();
        AddGiven(resources, "cpu", Cpu);
        AddGiven(resources, "memory", Memory);
        AddGiven(spec, "resources", resources.Count > 0 ? resources : null);
        AddGiven(spec, "workingDir", WorkingDir);
        AddGiven(spec, "command", Command.Count > 0 ? Texts(Command) : null);
        AddGiven(spec, "args", Args.Count > 0 ? Texts(Args) : null);
        AddGiven(spec, "volumes", Volume is null ? null : new JsonArray(new JsonObject { ["name"] = Volume, ["mountPath"] = "/data" }));
        AddGiven(spec, "environment", Environment.Count == 0 ? null : new JsonArray(
            [.. Environment.Select(e => (JsonNode)new JsonObject { ["name"] = e.Key, ["value"] = e.Value })]));
    }

    private static void AddGiven(JsonObject to, string name, JsonNode? value)
    {
        if (value is not null)
        {
            to[name] = value;
        }
    }

    private static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(t => (JsonNode)t)];
}
