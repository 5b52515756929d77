namespace Orchestry.Cli.Streams;

/// <summary>One message of Server-Sent Events.</summary>
/// <param name="Id">Its cursor; null: it has none.</param>
/// <param name="Type">Its type; null: the stream's usual one.</param>
/// <param name="Data">What it says.</param>
internal sealed record SseMessage(string? Id, string? Type, string Data);
