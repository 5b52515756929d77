using System.Collections.Immutable;
using Orchestry.Core.Health;
using Orchestry.Core.Ingress;
using Orchestry.Core.Namespaces;
using Orchestry.Core.Rollout;
using Orchestry.Core.Scaling;

namespace Orchestry.Core.Apps;

/// <summary>What kind of work an application does; decides what it needs to be valid and whether it gets traffic.</summary>
public enum WorkloadType
{
    /// <summary>Serves HTTP; has at least one port.</summary>
    Http,

    /// <summary>Serves another protocol over TCP; has at least one port.</summary>
    Tcp,

    /// <summary>Runs for ever without traffic.</summary>
    Worker,

    /// <summary>Runs once to its end.</summary>
    Job,
}

/// <summary>
/// What the user asked for, parsed and complete: what the document left out has its default here. Never edited by us; the document itself is
/// kept beside it, word for word.
/// </summary>
public sealed record AppSpec
{
    /// <summary><c>metadata.name</c>: unique in its namespace. <see cref="AppSnapshot.Name"/> is what it is called in the cluster.</summary>
    public required AppName Name { get; init; }

    /// <summary><c>metadata.namespace</c>.</summary>
    public NamespaceName Namespace { get; init; }

    /// <summary><c>metadata.labels</c>; <c>{app: name}</c> when left out. Put on the containers as well.</summary>
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary><c>spec.containerLabels</c>: further labels of the containers alone. They win over <see cref="Labels"/>, and lose to the controller's own.</summary>
    public IReadOnlyDictionary<string, string> ContainerLabels { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary><c>spec.type</c>.</summary>
    public WorkloadType Type { get; init; } = WorkloadType.Http;

    /// <summary><c>spec.image</c>, as written.</summary>
    public required string Image { get; init; }

    /// <summary><c>spec.imagePull</c>: when the image is pulled, and with which credentials.</summary>
    public ImagePullSpec ImagePull { get; init; } = ImagePullSpec.Default;

    /// <summary><c>spec.ports</c>.</summary>
    public IReadOnlyList<PortSpec> Ports { get; init; } = [];

    /// <summary><c>spec.resources</c>.</summary>
    public ResourceLimits Resources { get; init; } = ResourceLimits.None;

    /// <summary><c>spec.environment</c>, in the document's order; names are unique.</summary>
    public IReadOnlyList<EnvironmentEntry> Environment { get; init; } = [];

    /// <summary><c>spec.command</c>: replaces the image's entrypoint when not empty.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary><c>spec.args</c>: replaces the image's arguments when not empty.</summary>
    public IReadOnlyList<string> Args { get; init; } = [];

    /// <summary><c>spec.workingDir</c>.</summary>
    public string? WorkingDir { get; init; }

    /// <summary><c>spec.volumes</c>.</summary>
    public IReadOnlyList<VolumeSpec> Volumes { get; init; } = [];

    /// <summary><c>spec.ingress</c>; of no effect but for <see cref="WorkloadType.Http"/>.</summary>
    public IngressSpec Ingress { get; init; } = IngressSpec.Default;

    /// <summary><c>spec.drainSeconds</c>: how long a replica that leaves may take to finish its requests before SIGTERM. Default 30 s; 0 to 1 h.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary><c>rollout</c>.</summary>
    public RolloutPolicy Rollout { get; init; } = RolloutPolicy.Default;

    /// <summary><c>scaling</c>.</summary>
    public ScalingPolicy Scaling { get; init; } = ScalingPolicy.Default;

    /// <summary>
    /// <c>healthChecks</c>, or <c>healthCheck</c> as the only one. None for a job, and for a worker that names none: it is healthy while it runs.
    /// </summary>
    public IReadOnlyList<HealthCheckSpec> HealthChecks { get; init; } = [];

    /// <summary>The first of <see cref="HealthChecks"/>, which most applications have no more of; null without any.</summary>
    public HealthCheckSpec? HealthCheck
    {
        get => HealthChecks.Count > 0 ? HealthChecks[0] : null;
        init => HealthChecks = value is null ? [] : [value];
    }

    /// <summary>The port that takes the traffic: the first HTTP port, else the first of TCP; null without either.</summary>
    public int? TrafficPort =>
        (Ports.FirstOrDefault(p => p.Protocol == PortProtocol.Http) ?? Ports.FirstOrDefault(p => p.Protocol == PortProtocol.Tcp))?.ContainerPort;

    /// <summary>Whether only one of its containers may run at any time: it is to run once, or ports of the host are its own.</summary>
    public bool IsExclusive => Type == WorkloadType.Job || Ports.Any(p => p.Published is not null);
}

/// <summary>What is spoken on a port.</summary>
public enum PortProtocol
{
    /// <summary>HTTP.</summary>
    Http,

    /// <summary>Anything over TCP.</summary>
    Tcp,

    /// <summary>Anything over UDP.</summary>
    Udp,
}

/// <summary>A port of the container.</summary>
/// <param name="ContainerPort">1 to 65535.</param>
/// <param name="Protocol">What is spoken there.</param>
/// <param name="Name">A name for people; null when left out.</param>
/// <param name="Published">Where it is to be had on the engine's host; null: nowhere, as of most ports.</param>
public sealed record PortSpec(int ContainerPort, PortProtocol Protocol, string? Name, PublishedPort? Published = null);

/// <summary>A port of the engine's host that leads to one of the container's. Two containers can't have the same.</summary>
/// <param name="Port">1 to 65535.</param>
/// <param name="Address">The address of the host it is bound to; loopback where nobody said otherwise.</param>
public sealed record PublishedPort(int Port, string Address)
{
    /// <summary>Where a port is bound that names no address.</summary>
    public const string Loopback = "127.0.0.1";
}

/// <summary>When an image is pulled.</summary>
public enum ImagePullPolicy
{
    /// <summary>When the engine has none of that name.</summary>
    IfNotPresent,

    /// <summary>Before every container that is made.</summary>
    Always,

    /// <summary>Never: the engine has it, or the container can't be made.</summary>
    Never,
}

/// <summary>How an image is pulled.</summary>
/// <param name="Policy">When.</param>
/// <param name="Server">The registry the credentials are for; null: the one that the image names.</param>
/// <param name="Username">Who pulls; null: anybody.</param>
/// <param name="SealedPassword">The password, sealed for what <see cref="PasswordPurpose"/> says; null without a user.</param>
public sealed record ImagePullSpec(ImagePullPolicy Policy, string? Server = null, string? Username = null, string? SealedPassword = null)
{
    /// <summary>What the password is sealed for: one application, so that the sealed text is of no use in the document of another.</summary>
    public static string PasswordPurpose(NamespaceName @namespace, AppName app) => $"registry-password/{@namespace}/{app}";

    /// <summary>When missing, by anybody.</summary>
    public static ImagePullSpec Default { get; } = new(ImagePullPolicy.IfNotPresent);
}

/// <summary>Limits of one container.</summary>
/// <param name="NanoCpus">Billionths of a processor; 0: no limit.</param>
/// <param name="MemoryBytes">Bytes; 0: no limit.</param>
/// <param name="RequestedNanoCpus">Billionths of a processor that it wants its share of when there are too few; 0: none.</param>
/// <param name="RequestedMemoryBytes">Bytes it is to be left with when the host is short of memory; 0: none.</param>
public sealed record ResourceLimits(long NanoCpus, long MemoryBytes, long RequestedNanoCpus = 0, long RequestedMemoryBytes = 0)
{
    /// <summary>No limits.</summary>
    public static ResourceLimits None { get; } = new(0, 0);
}

/// <summary>Where a variable's value comes from.</summary>
public enum EnvironmentSource
{
    /// <summary>Written in the document.</summary>
    Value,

    /// <summary>Known to the controller: <c>app.name</c>, <c>app.replicas</c>, <c>instance.port</c>.</summary>
    Sdk,

    /// <summary>A secret resource of its namespace.</summary>
    Secret,

    /// <summary>Written in the document, sealed for what <see cref="EnvironmentEntry.SealPurpose"/> says.</summary>
    Sealed,
}

/// <summary>One environment variable.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Source">Where the value comes from.</param>
/// <param name="Value">The value, or the key where the source is not the document.</param>
/// <param name="Field">A field of the secret; null: its only one.</param>
public sealed record EnvironmentEntry(string Name, EnvironmentSource Source, string Value, string? Field = null)
{
    /// <summary>
    /// What a value that is kept sealed in the document is sealed for: one variable of one application, so that the sealed text is of no use anywhere else.
    /// </summary>
    public static string SealPurpose(NamespaceName @namespace, AppName app, string variable) => $"environment/{@namespace}/{app}/{variable}";
}

/// <summary>What a volume is.</summary>
public enum VolumeKind
{
    /// <summary>A named volume of the engine, the application's own.</summary>
    Named,

    /// <summary>A path of the engine's host.</summary>
    HostPath,

    /// <summary>A config of the application's namespace, as one file.</summary>
    Config,
}

/// <summary>A volume of the container.</summary>
/// <param name="Source">The volume's name as the user wrote it, an absolute path of the host, or the config's name.</param>
/// <param name="Kind">Which of them.</param>
/// <param name="MountPath">An absolute path in the container; of a config the file itself.</param>
/// <param name="ReadOnly">Whether the container may only read. A config always is.</param>
/// <param name="Key">Of a config whose data is a JSON object: the member whose value is the file's content; null: the whole data.</param>
public sealed record VolumeSpec(string Source, VolumeKind Kind, string MountPath, bool ReadOnly, string? Key = null)
{
    /// <summary>Whether <see cref="Source"/> is a path of the host.</summary>
    public bool IsHostPath => Kind == VolumeKind.HostPath;
}
