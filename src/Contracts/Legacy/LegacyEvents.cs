using System.Text.Json;

namespace Orchestry.Contracts.Legacy;

/// <summary>Answer of <c>GET /apps/{name}/logs</c>.</summary>
/// <param name="App">The application.</param>
/// <param name="Logs">The newest lines, oldest first.</param>
public sealed record LegacyLogs(string App, IReadOnlyList<LegacyLogLine> Logs);

/// <summary>One line.</summary>
/// <param name="Timestamp">Seconds since 1970.</param>
/// <param name="Container">The replica it is of.</param>
/// <param name="Message">The line.</param>
public sealed record LegacyLogLine(double Timestamp, string Container, string Message);

/// <summary>Answer of <c>GET /events</c>.</summary>
/// <param name="Events">Newest first.</param>
public sealed record LegacyEvents(IReadOnlyList<LegacyEvent> Events);

/// <summary>One event.</summary>
/// <param name="Id">Its place in the journal.</param>
/// <param name="App">The application; null for the system.</param>
/// <param name="Kind">What happened, in one word.</param>
/// <param name="Message">What happened, in one sentence.</param>
/// <param name="Payload">Figures and names behind it.</param>
/// <param name="Timestamp">Seconds since 1970.</param>
public sealed record LegacyEvent(long Id, string? App, string Kind, string Message, JsonElement Payload, double Timestamp);

/// <summary>Answer of <c>GET /apps/{name}/metrics</c>.</summary>
/// <param name="App">The application.</param>
/// <param name="Metrics">Its newest figures.</param>
/// <param name="ScalingHistory">The last changes of its number of replicas, newest first.</param>
public sealed record LegacyMetrics(string App, LegacyFigures Metrics, IReadOnlyList<LegacyEvent> ScalingHistory);

/// <summary>Figures of an application; null where nothing was measured.</summary>
public sealed record LegacyFigures(
    double? Rps, double? P95LatencyMs, int? ActiveConnections, double? CpuPercent, double? MemoryPercent, int HealthyReplicas, int TotalReplicas);
