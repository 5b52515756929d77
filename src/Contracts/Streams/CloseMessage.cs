namespace Orchestry.Contracts.Streams;

/// <summary>The last message of Server-Sent Events that the server ends: what a WebSocket is told by its close frame.</summary>
/// <param name="Code">The WebSocket's close code.</param>
/// <param name="Reason">Why, in one sentence.</param>
public sealed record CloseMessage(int Code, string Reason);
