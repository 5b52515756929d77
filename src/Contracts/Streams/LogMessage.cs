namespace Orchestry.Contracts.Streams;

/// <summary>A line of an application's log, on its stream.</summary>
/// <param name="Timestamp">When the engine received it.</param>
/// <param name="Container">The replica's name.</param>
/// <param name="Level">Recognised level in capitals, such as <c>INFO</c>; null when the line shows none.</param>
/// <param name="Message">The line.</param>
/// <param name="Cursor">Sent back as <c>after</c>, the stream goes on with what follows.</param>
public sealed record LogMessage(DateTimeOffset Timestamp, string Container, string? Level, string Message, string Cursor);
