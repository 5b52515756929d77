using System.Text.Json.Serialization;

namespace Orchestry.Docker.Transport;

/// <summary>The body of an answer outside 2xx.</summary>
internal sealed record EngineError([property: JsonPropertyName("message")] string? Message);
