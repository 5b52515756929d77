namespace Orchestry.Contracts.Streams;

/// <summary>A container has exited, and every line of it was sent.</summary>
/// <param name="Type"><c>end</c>.</param>
/// <param name="Timestamp">When it was noticed.</param>
/// <param name="Container">The replica's name.</param>
/// <param name="Cursor">Sent back as <c>after</c>, the stream goes on with what follows.</param>
public sealed record EndMessage(string Type, DateTimeOffset Timestamp, string Container, string Cursor);
