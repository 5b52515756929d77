namespace Orchestry.Contracts.Ring;

/// <summary>A line of a deployment's log.</summary>
/// <param name="Message">When it was written, by which replica, and the line itself: <c>2024-01-15T10:30:00Z nginx-demo-1: starting server</c>.</param>
public sealed record RingLogLine(string Message);
