using System.Text.Json;
using Orchestry.Contracts;
using Orchestry.Contracts.Ring;
using Orchestry.Core.Apps;
using Orchestry.Core.Deployments;
using Orchestry.Core.Health;

namespace Orchestry.Http.Ring.Deployments;

/// <summary>An application as the Ring API shows it, whichever of the two APIs it came by.</summary>
internal static class DeploymentView
{
    public static RingDeploymentSummary Summary(AppSnapshot app, DateTimeOffset now) => new(
        app.Name.Value,
        app.Spec.Name.Value,
        app.Spec.Namespace.Value,
        app.Spec.Image,
        RingDeploymentReader.Runtime,
        DeploymentWords.KindOf(app),
        Replicas(app),
        DeploymentWords.StatusOf(app),
        Instances(app),
        app.CreatedAt,
        app.UpdatedAt,
        Restarts(app, now));

    public static RingDeploymentReply Reply(AppSnapshot app, string status) => new(
        app.Name.Value, app.Spec.Name.Value, app.Spec.Namespace.Value, status);

    public static RingDeploymentDetail Detail(AppSnapshot app, DeploymentSecrets secrets, bool maySeeValues, DateTimeOffset now) => new()
    {
        Id = app.Name.Value,
        Name = app.Spec.Name.Value,
        Namespace = app.Spec.Namespace.Value,
        Image = app.Spec.Image,
        Runtime = RingDeploymentReader.Runtime,
        Kind = DeploymentWords.KindOf(app),
        Replicas = Replicas(app),
        Status = DeploymentWords.StatusOf(app),
        Instances = Instances(app),
        Volumes = JsonSerializer.Serialize([.. app.Spec.Volumes.Select(Show)], ContractsJson.Wire.RingVolumeArray),
        Secrets = secrets.Show(app, maySeeValues),
        Labels = Labels(app.Spec),
        CreatedAt = app.CreatedAt,
        UpdatedAt = app.UpdatedAt,
        Command = [.. app.Spec.Command, .. app.Spec.Args],
        Ports = [.. app.Spec.Ports.Select(Show)],
        HealthChecks = [.. app.Spec.HealthChecks.Select(Show)],
        Resources = Resources(app.Document),
        Config = new RingImageConfig(app.Spec.ImagePull.Policy.ToString(), app.Spec.ImagePull.Server, app.Spec.ImagePull.Username),
        RestartCount = Restarts(app, now),
        StatusReason = app.StatusReason,
        ExitCode = app.JobOutcome?.ExitCode,
    };

    private static int Replicas(AppSnapshot app) => app.Spec.Type == WorkloadType.Job ? 1 : app.DesiredReplicas;

    private static string[] Instances(AppSnapshot app) => [.. app.Replicas.Where(r => r.IsRunning && r.Container is not null).Select(r => r.Container!.Value.Value)];

    private static int Restarts(AppSnapshot app, DateTimeOffset now) =>
        app.Replicas.GroupBy(r => r.Id.Slot).Sum(slot => slot.MaxBy(r => r.Id.Attempt)!.RestartsAt(now));

    /// <summary>Those that were asked for. One that every application has without asking is not shown.</summary>
    private static Dictionary<string, string> Labels(AppSpec spec)
    {
        var isImplied = spec.Labels is { Count: 1 } && spec.Labels.GetValueOrDefault("app") == spec.Name.Value;
        var labels = isImplied ? [] : new Dictionary<string, string>(spec.Labels);
        foreach (var (key, value) in spec.ContainerLabels)
        {
            labels[key] = value;
        }

        return labels;
    }

    private static RingVolume Show(VolumeSpec volume) => new(volume.Source, volume.MountPath)
    {
        Type = volume.Kind switch { VolumeKind.HostPath => null, VolumeKind.Named => "volume", _ => "config" },
        Permission = volume.ReadOnly || volume.Kind == VolumeKind.Config ? "ro" : null,
        Key = volume.Key,
    };

    private static RingPort Show(PortSpec port) => new(
        port.Published?.Port, port.ContainerPort, port.Published?.Address, DeploymentWords.Of(port.Protocol), port.Name);

    private static RingHealthCheck Show(HealthCheckSpec check) => new()
    {
        Type = DeploymentWords.Of(check.Protocol),
        Port = check.Protocol == ProbeProtocol.Tcp ? check.Port : null,
        Url = check.Protocol == ProbeProtocol.Http ? $"http://localhost:{check.Port}{check.Path}" : null,
        Command = check.Protocol == ProbeProtocol.Command ? Command(check.Command) : null,
        Interval = DeploymentWords.Seconds(check.Period),
        Timeout = DeploymentWords.Seconds(check.Timeout),
        Threshold = check.FailureThreshold,
        OnFailure = DeploymentWords.Of(check.OnFailure),
        Readiness = check.IsReadiness,
        MinHealthyTime = check.MinHealthy > TimeSpan.Zero ? DeploymentWords.Seconds(check.MinHealthy) : null,
    };

    private static string Command(IReadOnlyList<string> command) =>
        command is ["sh", "-c", var text] ? text : string.Join(' ', command);

    /// <summary>In the document's own spelling: the specification has only the amounts.</summary>
    private static RingResources Resources(string document)
    {
        var none = new RingAmounts(null, null);
        if (!JsonElement.Parse(document).GetProperty("spec").TryGetProperty("resources", out var resources) || resources.ValueKind != JsonValueKind.Object)
        {
            return new RingResources(none, none);
        }

        var hasRequests = resources.TryGetProperty("requests", out var requests) && requests.ValueKind == JsonValueKind.Object;
        return new RingResources(Amounts(resources), hasRequests ? Amounts(requests) : none);
    }

    private static RingAmounts Amounts(JsonElement amounts) => new(Amount(amounts, "cpu"), Amount(amounts, "memory"));

    private static JsonElement? Amount(JsonElement amounts, string name) =>
        amounts.TryGetProperty(name, out var amount) && amount.ValueKind is JsonValueKind.String or JsonValueKind.Number ? amount : null;
}
