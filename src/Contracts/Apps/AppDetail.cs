using System.Text.Json.Serialization;

namespace Orchestry.Contracts.Apps;

/// <summary>Answer of <c>GET /api/v1/apps/{app_name}</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Status"><c>running</c>, <c>stopped</c> or <c>error</c>.</param>
/// <param name="StatusReason">Why it is in <c>error</c>, that it is asleep, how a job ended, or which health check stopped it; left out otherwise.</param>
/// <param name="Replicas">How many there are.</param>
/// <param name="Metrics">Its figures; null where nothing was measured, never invented.</param>
/// <param name="CreatedAt">When it was first registered.</param>
/// <param name="UpdatedAt">When specification, intent or number of replicas last changed.</param>
/// <param name="LastScaledAt">When its number of replicas last changed; null: never.</param>
/// <param name="Containers">Its containers by replica, those that are leaving included.</param>
/// <param name="Namespace">Its namespace; left out for <c>default</c>.</param>
/// <param name="Id">What containers, routes and events call it; left out where that is its name.</param>
public sealed record AppDetail(
    string Name,
    string Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? StatusReason,
    ReplicaCounts Replicas,
    AppMetrics Metrics,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? LastScaledAt,
    IReadOnlyList<ContainerDetail> Containers,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Namespace = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Id = null);

/// <summary>How many replicas run, are wanted, and are ready for traffic.</summary>
public sealed record ReplicaCounts(int Current, int Desired, int Healthy);

/// <summary>Figures of an application; null where nothing was measured.</summary>
/// <param name="CpuPercent">Processor use, percent of the limit, else of the host.</param>
/// <param name="MemoryPercent">Memory use, percent of the limit, else of the host.</param>
/// <param name="Rps">Requests per second.</param>
/// <param name="LatencyP95Ms">95th percentile of latency in milliseconds.</param>
/// <param name="ActiveConnections">Open connections.</param>
public sealed record AppMetrics(double? CpuPercent, double? MemoryPercent, double? Rps, double? LatencyP95Ms, int? ActiveConnections)
{
    /// <summary>Nothing was measured.</summary>
    public static AppMetrics Unknown { get; } = new(null, null, null, null, null);
}

/// <summary>One container of an application.</summary>
/// <param name="Id">First 12 digits of the engine's id.</param>
/// <param name="Name">The replica's name, such as <c>my-app-1</c>.</param>
/// <param name="Ip">IPv4 address on the application network; null while it has none.</param>
/// <param name="Port">The port that takes the traffic; null without ports.</param>
/// <param name="Status"><c>creating</c>, <c>running</c>, <c>stopping</c> or <c>exited</c>.</param>
/// <param name="Health"><c>starting</c>, <c>healthy</c> or <c>unhealthy</c>.</param>
/// <param name="StartedAt">When it started; null before.</param>
public sealed record ContainerDetail(
    string Id, string Name, string? Ip, int? Port, string Status, string Health, DateTimeOffset? StartedAt);
