using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Orchestry.Core.Replicas;

namespace Orchestry.Storage.Postgres;

/// <summary>A row of <c>readings</c>, as Dapper fills it.</summary>
internal sealed class ReadingsRow
{
    public required string Namespace { get; init; }

    public required string App { get; init; }

    public required long Sequence { get; init; }

    public required string Content { get; init; }

    public AppReadings ToReadings() => new(
        PostgresText.Read(Namespace)!,
        PostgresText.Read(App)!,
        JsonSerializer.Deserialize(PostgresText.Read(Content)!, ReadingsJson.Default.ImmutableArrayProbeReading));
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip)]
[JsonSerializable(typeof(ImmutableArray<ProbeReading>))]
internal sealed partial class ReadingsJson : JsonSerializerContext;
