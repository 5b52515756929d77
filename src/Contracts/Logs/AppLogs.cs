namespace Orchestry.Contracts.Logs;

/// <summary>Answer of <c>GET /api/v1/apps/{app_name}/logs</c>.</summary>
/// <param name="AppName">The application.</param>
/// <param name="Logs">Newest first, all containers merged by time.</param>
/// <param name="TotalLines">Lines that match without the tail, counting at most 10,000 of each container.</param>
/// <param name="HasMore">Whether the tail cut some off.</param>
public sealed record AppLogs(string AppName, IReadOnlyList<AppLogLine> Logs, int TotalLines, bool HasMore);

/// <summary>One line of a log.</summary>
/// <param name="Timestamp">When the engine received it.</param>
/// <param name="Container">The replica's name.</param>
/// <param name="Level">Recognised level in capitals, such as <c>INFO</c>; null when the line shows none.</param>
/// <param name="Message">The line.</param>
public sealed record AppLogLine(DateTimeOffset Timestamp, string Container, string? Level, string Message);
