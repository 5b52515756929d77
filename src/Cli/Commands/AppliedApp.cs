using System.Text.Json;
using Orchestry.Cli.Output;

namespace Orchestry.Cli.Commands;

/// <summary>What became of one document.</summary>
/// <param name="Name">The application.</param>
/// <param name="Namespace">Its namespace; null: the default one.</param>
/// <param name="Action">What was, or would be, done.</param>
/// <param name="Replicas">Replicas wanted; 0: not started.</param>
internal sealed record AppliedApp(string Name, string? Namespace, string Action, int Replicas)
{
    /// <summary>What would change, or went wrong.</summary>
    public IReadOnlyList<string> Lines { get; init; } = [];

    public string Text => Replicas > 0 ? $"{Name}: {Action}, {Figures.Count(Replicas, "replica")}" : $"{Name}: {Action}";

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("name", Name);
        writer.WriteString("namespace", Namespace ?? "default");
        writer.WriteString("action", Action);
        writer.WriteNumber("replicas", Replicas);
        writer.WriteStartArray("details");
        foreach (var line in Lines)
        {
            writer.WriteStringValue(line);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
