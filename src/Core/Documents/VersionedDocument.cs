using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Orchestry.Core.Journal;

namespace Orchestry.Core.Documents;

/// <summary>One content that a document has had.</summary>
/// <param name="Number">Tells it from every other: none is given twice, not even when a document is removed and made anew.</param>
/// <param name="Content">The content; of a secret it is sealed.</param>
/// <param name="At">When it was written.</param>
public sealed record DocumentVersion(long Number, string Content, DateTimeOffset At);

/// <summary>
/// A config or secret as it is stored. It keeps what it was before, because containers that were made with that may have to be made once more: a
/// change rolls out, and back when it does not become healthy.
/// </summary>
public sealed record VersionedDocument
{
    // Changes in a row that all fail before what is gone back to is lost. Each is as large as its content, on every node.
    private const int MostVersions = 8;

    private static readonly ConditionalWeakTable<Resource, VersionedDocument> Parsed = [];

    /// <summary>What the cluster calls it: its name, unless one of another namespace had that first. Never changes.</summary>
    public required string Id { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>What it was and is, oldest first; never empty.</summary>
    public required ImmutableArray<DocumentVersion> Versions { get; init; }

    /// <summary>What it is.</summary>
    [JsonIgnore]
    public DocumentVersion Current => Versions[^1];

    /// <summary>The version of that number, or null.</summary>
    public DocumentVersion? Find(long number) => Versions.FirstOrDefault(v => v.Number == number);

    /// <summary>A new one.</summary>
    public static VersionedDocument Create(string id, string content, DateTimeOffset now) =>
        new() { Id = id, CreatedAt = now, Versions = [new DocumentVersion(now.ToUnixTimeMilliseconds(), content, now)] };

    /// <summary>The same with another content.</summary>
    public VersionedDocument With(string content, DateTimeOffset now)
    {
        // By the time, so that one made anew begins beyond all that another of its name ever had; clocks may stand still or go back.
        var number = Math.Max(now.ToUnixTimeMilliseconds(), Current.Number + 1);
        return this with { Versions = [.. Versions.TakeLast(MostVersions - 1), new DocumentVersion(number, content, now)] };
    }

    /// <summary>A stored one; read once however often it is asked for.</summary>
    /// <exception cref="JsonException">It is not one of ours.</exception>
    public static VersionedDocument Of(Resource resource) => Parsed.GetValue(resource, static r => Read(r.Spec));

    /// <summary>Its stored form.</summary>
    public string Write() => JsonSerializer.Serialize(this, VersionedDocumentJson.Default.VersionedDocument);

    private static VersionedDocument Read(string json)
    {
        var read = JsonSerializer.Deserialize(json, VersionedDocumentJson.Default.VersionedDocument);
        return read is { Versions.IsDefaultOrEmpty: false } ? read : throw new JsonException("The document has no content.");
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(VersionedDocument))]
internal sealed partial class VersionedDocumentJson : JsonSerializerContext;
