using System.Text.Json.Nodes;
using Orchestry.Core.Apps;

namespace Orchestry.Testing.Apps;

/// <summary>Builds an application's document, and from it the specification, by the way every document of a user goes.</summary>
public sealed record AppBuilder(string Name)
{
    private const string UsualCheck = """{"periodSeconds": 10, "initialDelaySeconds": 0, "failureThreshold": 3}""";

    /// <summary>Replicas that a test starts it with; not part of the document.</summary>
    public int Replicas { get; private init; } = 1;

    private string Image { get; init; } = "web:1";

    private string? Namespace { get; init; }

    private string Type { get; init; } = "http";

    private string? Memory { get; init; }

    private string? Volume { get; init; }

    private int? Drain { get; init; }

    private int? RolloutDeadline { get; init; }

    private string Scaling { get; init; } = """{"mode": "manual"}""";

    private string? HealthCheck { get; init; } = UsualCheck;

    private string? HealthChecks { get; init; }

    private string? Environment { get; init; }

    private string? Volumes { get; init; }

    private string? ImagePull { get; init; }

    private string? Ports { get; init; } = """[{"containerPort": 8080, "protocol": "HTTP"}]""";

    public AppBuilder WithReplicas(int replicas) => this with { Replicas = replicas };

    /// <summary><c>metadata.namespace</c>.</summary>
    public AppBuilder InNamespace(string name) => this with { Namespace = name };

    public AppBuilder WithImage(string image) => this with { Image = image };

    public AppBuilder WithMemory(string memory) => this with { Memory = memory };

    /// <summary>Mounts a named volume at <c>/data</c>.</summary>
    public AppBuilder WithVolume(string name) => this with { Volume = name };

    /// <summary>The <c>scaling</c> section as JSON.</summary>
    public AppBuilder WithScaling(string json) => this with { Scaling = json };

    /// <summary>The <c>healthCheck</c> section as JSON.</summary>
    public AppBuilder WithHealthCheck(string json) => this with { HealthCheck = json };

    /// <summary>The <c>healthChecks</c> list as JSON, in place of the one check.</summary>
    public AppBuilder WithHealthChecks(string json) => this with { HealthChecks = json, HealthCheck = null };

    /// <summary>The <c>spec.ports</c> list as JSON.</summary>
    public AppBuilder WithPorts(string json) => this with { Ports = json };

    /// <summary>The <c>spec.environment</c> list as JSON.</summary>
    public AppBuilder WithEnvironment(string json) => this with { Environment = json };

    /// <summary>The <c>spec.volumes</c> list as JSON.</summary>
    public AppBuilder WithVolumes(string json) => this with { Volumes = json };

    /// <summary>The <c>spec.imagePull</c> section as JSON.</summary>
    public AppBuilder WithImagePull(string json) => this with { ImagePull = json };

    /// <summary><c>spec.drainSeconds</c>.</summary>
    public AppBuilder WithDrain(int seconds) => this with { Drain = seconds };

    /// <summary><c>rollout.deadlineSeconds</c>.</summary>
    public AppBuilder WithRolloutDeadline(int seconds) => this with { RolloutDeadline = seconds };

    /// <summary>A worker: no ports, and healthy while it runs.</summary>
    public AppBuilder AsWorker() => this with { Type = "worker", HealthCheck = null, Ports = null };

    /// <summary>A job: runs once.</summary>
    public AppBuilder AsJob() => this with { Type = "job", HealthCheck = null, Ports = null };

    /// <summary>The document.</summary>
    public string Document()
    {
        var spec = new JsonObject { ["type"] = Type, ["image"] = Image };
        if (Ports is not null)
        {
            spec["ports"] = JsonNode.Parse(Ports);
        }

        if (Memory is not null)
        {
            spec["resources"] = new JsonObject { ["memory"] = Memory };
        }

        if (Volume is not null)
        {
            spec["volumes"] = new JsonArray(new JsonObject { ["name"] = Volume, ["mountPath"] = "/data" });
        }

        foreach (var (field, json) in new[] { ("environment", Environment), ("volumes", Volumes), ("imagePull", ImagePull) })
        {
            if (json is not null)
            {
                spec[field] = JsonNode.Parse(json);
            }
        }

        if (Drain is { } drain)
        {
            spec["drainSeconds"] = drain;
        }

        var document = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "App",
            ["metadata"] = new JsonObject { ["name"] = Name },
            ["spec"] = spec,
            ["scaling"] = JsonNode.Parse(Scaling),
        };
        if (Namespace is not null)
        {
            document["metadata"]!["namespace"] = Namespace;
        }

        if (HealthCheck is not null)
        {
            document["healthCheck"] = JsonNode.Parse(HealthCheck);
        }

        if (HealthChecks is not null)
        {
            document["healthChecks"] = JsonNode.Parse(HealthChecks);
        }

        if (RolloutDeadline is { } deadline)
        {
            document["rollout"] = new JsonObject { ["deadlineSeconds"] = deadline };
        }

        return document.ToJsonString();
    }

    /// <summary>The specification.</summary>
    public AppSpec Spec()
    {
        var parse = AppSpecParser.Parse(Document(), SpecDefaults.Standard);
        return parse.Spec ?? throw new InvalidOperationException(string.Join("; ", parse.Violations));
    }
}
