using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orchestry.Core.Scaling.Explained;

/// <summary>Entries that were written together, oldest first. An entry that is still going on comes again, longer, in a later batch.</summary>
/// <param name="Entries">One or more.</param>
/// <param name="LeftOut">How many more there were, too many to be written.</param>
public sealed record DecisionBatch(IReadOnlyList<DecisionEntry> Entries, int LeftOut = 0);

/// <summary>The stored form of batches: the details of events of type <see cref="Journal.EventType.Decision"/>.</summary>
public static class DecisionJson
{
    /// <summary>A batch as JSON.</summary>
    public static string Write(DecisionBatch batch) => JsonSerializer.Serialize(batch, DecisionContext.Default.DecisionBatch);

    /// <summary>A stored batch.</summary>
    /// <exception cref="JsonException">It is not one of ours.</exception>
    public static DecisionBatch Read(string json) =>
        JsonSerializer.Deserialize(json, DecisionContext.Default.DecisionBatch) is { Entries: not null } batch
            ? batch
            : throw new JsonException("A batch of decisions is stored without entries.");
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip)]
[JsonSerializable(typeof(DecisionBatch))]
internal sealed partial class DecisionContext : JsonSerializerContext;
