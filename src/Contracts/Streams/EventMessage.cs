using System.Text.Json;

namespace Orchestry.Contracts.Streams;

/// <summary>Something that happened, on the stream of events.</summary>
/// <param name="Id">Its journal revision: unique, growing with time.</param>
/// <param name="Type"><c>scaling</c>, <c>health</c>, <c>config</c>, <c>error</c> or <c>decision</c>.</param>
/// <param name="AppName">The application concerned; null for the system itself.</param>
/// <param name="Message">One sentence for people.</param>
/// <param name="Timestamp">When it happened.</param>
/// <param name="Details">Figures and names behind the sentence; an empty object when there are none.</param>
/// <param name="Cursor">Sent back as <c>after</c>, the stream goes on with what follows.</param>
public sealed record EventMessage(
    long Id, string Type, string? AppName, string Message, DateTimeOffset Timestamp, JsonElement Details, string Cursor);
