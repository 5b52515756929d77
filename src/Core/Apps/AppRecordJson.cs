using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Orchestry.Core.Replicas;

namespace Orchestry.Core.Apps;

/// <summary>The stored form of an application: its desired state, and the observed state as it was last written.</summary>
public static class AppRecordJson
{
    /// <summary>The kind of resource an application is stored as.</summary>
    public const string Kind = "app";

    /// <summary>The desired state as JSON.</summary>
    public static string Write(AppRecord record) => JsonSerializer.Serialize(record, AppRecordContext.Default.AppRecord);

    /// <summary>The observed state as JSON.</summary>
    public static string Write(ImmutableArray<ObservedReplica> observed) =>
        JsonSerializer.Serialize(observed, AppRecordContext.Default.ImmutableArrayObservedReplica);

    /// <summary>A stored desired state.</summary>
    /// <exception cref="JsonException">It is not one of ours.</exception>
    public static AppRecord Read(string json) =>
        JsonSerializer.Deserialize(json, AppRecordContext.Default.AppRecord) ?? throw new JsonException("The application's record is null.");

    /// <summary>A stored observed state; empty where nothing was stored. What an older version did not write takes its default.</summary>
    /// <exception cref="JsonException">It is not one of ours.</exception>
    public static ImmutableArray<ObservedReplica> ReadObserved(string? json) =>
        json is null ? [] : JsonSerializer.Deserialize(json, AppRecordContext.Default.ImmutableArrayObservedReplica);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip)]
[JsonSerializable(typeof(AppRecord))]
[JsonSerializable(typeof(ImmutableArray<ObservedReplica>))]
internal sealed partial class AppRecordContext : JsonSerializerContext;
