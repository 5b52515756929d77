using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Orchestry.Contracts.Ring;

/// <summary>Answer of <c>GET /deployments/{id}</c>. The first thirteen fields are the reference's.</summary>
public sealed record RingDeploymentDetail
{
    /// <summary>What the cluster calls it.</summary>
    public required string Id { get; init; }

    /// <summary>Its name in its namespace.</summary>
    public required string Name { get; init; }

    /// <summary>Its namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>The image of its containers.</summary>
    public required string Image { get; init; }

    /// <summary><c>docker</c>.</summary>
    public required string Runtime { get; init; }

    /// <summary><c>worker</c> or <c>job</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>How many replicas are wanted.</summary>
    public required int Replicas { get; init; }

    /// <summary>Its state in one word.</summary>
    public required string Status { get; init; }

    /// <summary>Ids of the containers that run.</summary>
    public required IReadOnlyList<string> Instances { get; init; }

    /// <summary>Its volumes: a list of <see cref="RingVolume"/>, as JSON in a text.</summary>
    public required string Volumes { get; init; }

    /// <summary>Its environment: each variable's value, or <c>{"secretRef": name}</c>. Values are <c>********</c> for whoever may only read.</summary>
    public required IReadOnlyDictionary<string, JsonNode> Secrets { get; init; }

    /// <summary>The labels of its containers.</summary>
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>What its containers run instead of the image's own command; empty: that.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>Its ports.</summary>
    public required IReadOnlyList<RingPort> Ports { get; init; }

    /// <summary>Its health checks, those it has without having asked for any included.</summary>
    public required IReadOnlyList<RingHealthCheck> HealthChecks { get; init; }

    /// <summary>Its limits and requests.</summary>
    public required RingResources Resources { get; init; }

    /// <summary>How its image is pulled.</summary>
    public required RingImageConfig Config { get; init; }

    /// <summary>How often its replicas were replaced after failures; forgiven when they have been well for a while.</summary>
    public required int RestartCount { get; init; }

    /// <summary>What is wrong or waited for; empty when all is well.</summary>
    public required string StatusReason { get; init; }

    /// <summary>The exit code of a job that has ended, where it is known; left out otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? ExitCode { get; init; }
}

/// <summary>A volume.</summary>
/// <param name="Source">A path of the host, a volume's name, or a config's.</param>
/// <param name="Destination">Where the container has it.</param>
public sealed record RingVolume(string Source, string Destination)
{
    /// <summary><c>volume</c> or <c>config</c>; left out of a path of the host.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Type { get; init; }

    /// <summary><c>ro</c>; left out where the container may write.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Permission { get; init; }

    /// <summary>Of a config: the part of it that is the file; left out: the whole.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Key { get; init; }
}

/// <summary>A port.</summary>
/// <param name="Target">The container's port.</param>
/// <param name="Protocol"><c>tcp</c> or <c>udp</c>.</param>
public sealed record RingPort(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Published,
    int Target,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? HostIp,
    string Protocol,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Name);

/// <summary>A health check. What does not go with its type is left out.</summary>
public sealed record RingHealthCheck
{
    /// <summary><c>tcp</c>, <c>http</c> or <c>command</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Of <c>tcp</c>: the port.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Port { get; init; }

    /// <summary>Of <c>http</c>: what is asked for; localhost is the container.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Url { get; init; }

    /// <summary>Of <c>command</c>: the command, which a shell takes apart.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Command { get; init; }

    /// <summary>Pause between two checks, such as <c>10s</c>.</summary>
    public required string Interval { get; init; }

    /// <summary>How long one may take.</summary>
    public required string Timeout { get; init; }

    /// <summary>Failures in a row that count as failed.</summary>
    public required int Threshold { get; init; }

    /// <summary><c>restart</c>, <c>stop</c> or <c>alert</c>.</summary>
    public required string OnFailure { get; init; }

    /// <summary>Whether a replica gets traffic only once it has passed.</summary>
    public required bool Readiness { get; init; }

    /// <summary>How long it must have passed for that; left out: once is enough.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? MinHealthyTime { get; init; }
}

/// <summary>Limits and requests, in the spelling they were given in.</summary>
/// <param name="Limits">What a container may use at most.</param>
/// <param name="Requests">What a container is to be left with when the host is short of it.</param>
public sealed record RingResources(RingAmounts Limits, RingAmounts Requests);

/// <summary>Amounts; left out: none was named.</summary>
/// <param name="Cpu">Processors, such as <c>500m</c>.</param>
/// <param name="Memory">Memory, such as <c>256Mi</c>.</param>
public sealed record RingAmounts(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonElement? Cpu,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonElement? Memory);

/// <summary>How an image is pulled. Of the credentials the password is never shown.</summary>
/// <param name="ImagePullPolicy"><c>IfNotPresent</c>, <c>Always</c> or <c>Never</c>.</param>
/// <param name="Server">The registry; left out: the image's own.</param>
/// <param name="Username">Who pulls; left out: anybody.</param>
public sealed record RingImageConfig(
    string ImagePullPolicy,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Server,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Username);
