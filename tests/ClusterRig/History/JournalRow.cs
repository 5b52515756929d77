using System.Text.Json;

namespace Orchestry.ClusterRig.History;

/// <summary>A row of the journal, as PostgreSQL has it.</summary>
/// <param name="Revision">Its place.</param>
/// <param name="Term">The term of the leader that wrote it.</param>
/// <param name="At">When it was decided, by that leader's clock.</param>
/// <param name="Reason">Its stable word.</param>
/// <param name="App">The application it tells of; null: none.</param>
/// <param name="Replicas">The number of replicas it tells of; null: none.</param>
internal sealed record JournalRow(long Revision, long Term, DateTimeOffset At, string Reason, string? App, int? Replicas)
{
    /// <summary>The statement whose rows <see cref="Of"/> reads.</summary>
    public const string Query = "SELECT revision, term, at, reason, application, details FROM events ORDER BY revision";

    public static JournalRow Of(JsonElement row)
    {
        var details = row.At("details") is { ValueKind: JsonValueKind.String } text ? JsonElement.Parse(text.GetString()!) : default;
        return new(
            row.At("revision").GetInt64(),
            row.At("term").GetInt64(),
            new DateTimeOffset(row.At("at").GetInt64(), TimeSpan.Zero),
            row.Text("reason"),
            row.At("application").GetString(),
            details.ValueKind == JsonValueKind.Object && details.TryGetProperty("new_replicas", out var replicas) ? replicas.GetInt32() : null);
    }
}
