using System.Text.Json.Serialization;

namespace Orchestry.Contracts.Health;

/// <summary>Answer of <c>GET /api/v1/apps/{app_name}/health</c>.</summary>
/// <param name="AppName">The application.</param>
/// <param name="OverallHealth"><c>healthy</c>, <c>degraded</c>, <c>unhealthy</c> or <c>stopped</c>.</param>
/// <param name="HealthyReplicas">Replicas that are ready for traffic.</param>
/// <param name="TotalReplicas">Replicas that are wanted.</param>
/// <param name="Containers">Containers that run and are not leaving, by replica.</param>
/// <param name="HealthCheckConfig">How they are probed; null when the application has no health check.</param>
public sealed record AppHealth(
    string AppName, string OverallHealth, int HealthyReplicas, int TotalReplicas,
    IReadOnlyList<ContainerHealth> Containers, HealthCheckConfig? HealthCheckConfig);

/// <summary>How one container does.</summary>
/// <param name="Id">First 12 digits of the engine's id.</param>
/// <param name="Name">The replica's name.</param>
/// <param name="Health"><c>starting</c>, <c>healthy</c> or <c>unhealthy</c>.</param>
/// <param name="LastCheck">When it was last probed; null: never.</param>
/// <param name="ConsecutiveFailures">Probes failed in a row.</param>
/// <param name="ResponseTimeMs">How long the last successful probe took, in milliseconds; left out before one.</param>
/// <param name="LastError">What the last failed probe said; left out when all is well.</param>
public sealed record ContainerHealth(
    string Id, string Name, string Health, DateTimeOffset? LastCheck, int ConsecutiveFailures,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? ResponseTimeMs,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? LastError);

/// <summary>How the containers of an application are probed.</summary>
/// <param name="Path">Path of an HTTP probe; null for the other protocols.</param>
/// <param name="Port">Port probed; null for a command.</param>
/// <param name="Protocol"><c>HTTP</c>, <c>TCP</c> or <c>COMMAND</c>.</param>
/// <param name="PeriodSeconds">Seconds between two probes.</param>
/// <param name="TimeoutSeconds">Seconds a probe may take.</param>
/// <param name="FailureThreshold">Failures in a row that make a replica unhealthy.</param>
public sealed record HealthCheckConfig(
    string? Path, int? Port, string Protocol, double PeriodSeconds, double TimeoutSeconds, int FailureThreshold);

/// <summary>Answer of <c>POST /api/v1/apps/{app_name}/health/check</c>.</summary>
public sealed record HealthCheckReply(string Message, string AppName, int ContainersChecked, int Healthy, int Unhealthy);
