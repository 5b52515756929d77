using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Orchestry.Core.Metrics;
using Orchestry.Core.Replicas;

namespace Orchestry.Storage.Postgres;

/// <summary>A row of <c>readings</c>, as Dapper fills it.</summary>
internal sealed class ReadingsRow
{
    public required string Namespace { get; init; }

    public required string App { get; init; }

    public required long Sequence { get; init; }

    public required string Content { get; init; }

    public string? Metrics { get; init; }

    public AppReadings ToReadings()
    {
        var app = PostgresText.Read(App)!;
        return new AppReadings(
            PostgresText.Read(Namespace)!,
            app,
            JsonSerializer.Deserialize(PostgresText.Read(Content)!, ReadingsJson.Default.ImmutableArrayProbeReading),
            // The name of the row: JSON can't hold every text.
            Metrics is null ? null : JsonSerializer.Deserialize(PostgresText.Read(Metrics)!, ReadingsJson.Default.MetricSample)! with { App = app });
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip)]
[JsonSerializable(typeof(ImmutableArray<ProbeReading>))]
[JsonSerializable(typeof(MetricSample))]
internal sealed partial class ReadingsJson : JsonSerializerContext;
