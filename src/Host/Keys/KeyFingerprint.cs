using System.Text.Json;
using System.Text.Json.Serialization;
using Orchestry.Core.Documents;
using Orchestry.Core.Journal;
using Orchestry.Core.Sealing;

namespace Orchestry.Host.Keys;

/// <summary>What is stored of the key: enough to tell another one, and nothing to find it by.</summary>
internal sealed record KeyFingerprint(string Fingerprint)
{
    public static ResourceKey Key { get; } = new("master-key", ResourceKey.DefaultNamespace, "fingerprint");

    /// <summary>What is stored; null: nothing yet.</summary>
    public static string? In(DocumentSet documents) => documents.Find(Key) is { } stored
        ? JsonSerializer.Deserialize(stored.Spec, KeyFingerprintJson.Default.KeyFingerprint)?.Fingerprint
        : null;

    /// <summary>What to tell who has another key than the cluster; null: it has the same, or there is none yet.</summary>
    public static string? Refuse(DocumentSet documents, MasterKey key) => In(documents) is { } stored && stored != key.Fingerprint
        ? "This node's master key is not the one that the database was sealed with: copy the file (ORCHESTRY_KEY_FILE) of another node to this one, "
            + "or bring it back from where you keep it."
        : null;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(KeyFingerprint))]
internal sealed partial class KeyFingerprintJson : JsonSerializerContext;
