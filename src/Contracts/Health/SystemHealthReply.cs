using System.Text.Json.Serialization;

namespace Orchestry.Contracts.Health;

/// <summary>Answer of <c>GET /health</c>; always 200, so that the parts can be read when one is ill.</summary>
/// <param name="Status"><c>healthy</c>; <c>degraded</c> without the engine, or with an ingress at fault; <c>unhealthy</c> without the database.</param>
/// <param name="Timestamp">When it was answered.</param>
/// <param name="Version">The product's version.</param>
/// <param name="UptimeSeconds">Whole seconds since the process started serving.</param>
/// <param name="Components">The parts the controller stands on.</param>
/// <param name="Applications">How many applications there are, by state.</param>
public sealed record SystemHealthReply(
    string Status, DateTimeOffset Timestamp, string Version, long UptimeSeconds, SystemComponents Components,
    ApplicationCounts Applications);

/// <summary>The parts the controller stands on.</summary>
public sealed record SystemComponents(DatabaseComponent Database, DockerComponent Docker, NginxComponent Nginx);

/// <summary>
/// The store. <paramref name="ResponseTimeMs"/> is null when it did not answer, <paramref name="Error"/> left out when it did.
/// </summary>
public sealed record DatabaseComponent(
    string Status, double? ResponseTimeMs, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Error);

/// <summary>The engine. <paramref name="ContainersRunning"/> counts this cluster's; null when it did not answer.</summary>
public sealed record DockerComponent(
    string Status, int? ContainersRunning, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Error);

/// <summary>
/// The ingress of this node. <paramref name="Status"/> is <c>embedded</c> for the proxy in the controller, <c>healthy</c> or <c>unhealthy</c> for an
/// nginx, <c>disabled</c> for none; <paramref name="ConfigsActive"/> counts the applications that are routed; <paramref name="Error"/> says what is
/// wrong and is left out when nothing is.
/// </summary>
public sealed record NginxComponent(
    string Status, int ConfigsActive, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Error);

/// <summary>How many applications there are, by state.</summary>
public sealed record ApplicationCounts(int Total, int Running, int Stopped, int Error);
