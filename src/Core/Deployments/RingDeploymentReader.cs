using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestry.Core.Apps;
using Orchestry.Core.Apps.Parsing;
using Orchestry.Core.Namespaces;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Scaling;

namespace Orchestry.Core.Deployments;

/// <summary>
/// Reads the body of <c>POST /deployments</c> and says the same as an application's document, so that from here on a deployment is an application like any
/// other. Strict as documents are; every broken rule is listed under the field of the body.
/// </summary>
public static class RingDeploymentReader
{
    private static readonly string[] Fields =
    [
        "name", "namespace", "runtime", "kind", "replicas", "image", "command", "labels", "secrets", "environment", "volumes", "ports", "config",
        "resources", "health_checks",
    ];

    /// <summary>The only runtime there is.</summary>
    public const string Runtime = "docker";

    /// <summary>A runtime that the body asks for and that there is not; null: it asks for none, or for ours.</summary>
    public static string? OtherRuntime(JsonElement body) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty("runtime", out var runtime) && runtime.ValueKind == JsonValueKind.String
            && JsonText.TryRead(runtime, out var name) && name != Runtime
            ? Shown.Cut(name)
            : null;

    /// <summary>Reads a body. Never throws, whatever it holds.</summary>
    /// <param name="body">The body.</param>
    /// <param name="defaults">Defaults from the controller's settings.</param>
    /// <param name="sealer">Seals the secrets in it.</param>
    /// <returns>The deployment; null with every rule that the body breaks.</returns>
    public static (RingDeployment? Deployment, IReadOnlyList<Violation> Violations) Read(JsonElement body, SpecDefaults defaults, IRingSealer sealer)
    {
        var violations = new ViolationList();
        if (new SpecValue(body, "", violations).Required().Object(Fields) is not { } fields)
        {
            return (null, violations.ToList());
        }

        var draft = new DocumentDraft();
        fields["runtime"].Choice(true, (Runtime, true));
        var isJob = fields["kind"].Choice(false, ("worker", false), ("job", true)) ?? false;
        var replicas = ReadReplicas(fields["replicas"], isJob, draft);
        var owner = ReadMetadata(fields, draft);
        ReadWorkload(fields, isJob, draft, owner is { } known ? (sealer, known.Namespace, known.Name) : null);
        var spec = draft.Parse(defaults, violations);
        return spec is null ? (null, violations.ToList()) : (new RingDeployment(spec, draft, replicas), []);
    }

    private static int ReadReplicas(SpecValue value, bool isJob, DocumentDraft draft)
    {
        var replicas = value.Integer(0, ScalingPolicy.ReplicaCeiling, 1) ?? 1;
        if (isJob && replicas != 1)
        {
            value.Refuse($"must be 1 for a job, which runs once, not {replicas}");
        }

        draft.Root["scaling"] = new JsonObject { ["mode"] = "manual", ["minReplicas"] = replicas, ["maxReplicas"] = Math.Max(replicas, 1) };
        draft.Comes("scaling", value.Path);
        return replicas;
    }

    /// <summary>Whose it is, for what is sealed for it alone; null when that was refused.</summary>
    private static (NamespaceName Namespace, AppName Name)? ReadMetadata(SpecObject fields, DocumentDraft draft)
    {
        var (name, @namespace) = (fields["name"].Required().Text(), fields["namespace"].Text() ?? NamespaceName.Default.Value);
        draft.Root["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = @namespace };
        draft.Comes("metadata.name", "name");
        draft.Comes("metadata.namespace", "namespace");
        return AppName.TryParse(name, out var app) && NamespaceName.TryParse(@namespace, out var space) ? (space, app) : null;
    }

    private static void ReadWorkload(SpecObject fields, bool isJob, DocumentDraft draft, (IRingSealer Sealer, NamespaceName Namespace, AppName Name)? seal)
    {
        var spec = new JsonObject();
        draft.Root["spec"] = spec;
        draft.Comes("spec.image", "image");
        spec["image"] = fields["image"].Required().Text();
        var ports = RingPorts.Read(fields["ports"], isJob, draft);
        spec["type"] = isJob ? "job" : ports.HasTraffic ? "http" : "worker";
        Put(spec, "ports", ports.Ports);
        draft.Comes("spec.type", "kind");
        draft.Comes("spec.args", "command");
        Put(spec, "args", ReadCommand(fields["command"]));
        Put(spec, "containerLabels", RingLabels.Read(fields["labels"], draft));
        Put(spec, "environment", RingEnvironment.Read(
            fields["secrets"], fields["environment"], draft, (variable, value) => seal is { } s ? s.Sealer.Value(s.Namespace, s.Name, variable, value) : "x"));
        Put(spec, "volumes", RingVolumes.Read(fields["volumes"], draft));
        Put(spec, "imagePull", RingImagePull.Read(fields["config"], draft, password => seal is { } s ? s.Sealer.Password(s.Namespace, s.Name, password) : "x"));
        Put(spec, "resources", RingResources.Read(fields["resources"], draft));
        if (RingHealthChecks.Read(fields["health_checks"], isJob, ports.Traffic, draft) is { } checks)
        {
            draft.Root["healthChecks"] = checks;
        }
    }

    private static JsonArray? ReadCommand(SpecValue value) => value.IsGiven ? [.. value.Texts().Select(text => JsonValue.Create(text))] : null;

    private static void Put(JsonObject into, string name, JsonNode? value)
    {
        if (value is JsonArray { Count: > 0 } or JsonObject { Count: > 0 })
        {
            into[name] = value;
        }
    }
}
