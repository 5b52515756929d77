using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Orchestry.Core.Journal;

namespace Orchestry.Core.Documents;

/// <summary>One document as what it holds, parsed once for as long as it stays the same.</summary>
/// <param name="documents">Where it is.</param>
/// <param name="key">Which it is.</param>
/// <param name="type">How it is written.</param>
/// <param name="empty">What it holds while it is not there.</param>
public sealed class ParsedDocument<T>(IDocuments documents, ResourceKey key, JsonTypeInfo<T> type, T empty)
    where T : class
{
    private volatile Kept? _kept;

    /// <summary>What it holds.</summary>
    public T Current => In(documents.Current);

    /// <summary>Whether it is there.</summary>
    public bool Exists => documents.Current.Find(key) is not null;

    /// <summary>What it holds in a set of documents.</summary>
    public T In(DocumentSet set)
    {
        if (set.Find(key) is not { } stored)
        {
            return empty;
        }

        var kept = _kept;
        if (!ReferenceEquals(kept?.Stored, stored))
        {
            kept = new Kept(stored, JsonSerializer.Deserialize(stored.Spec, type) ?? empty);
            _kept = kept;
        }

        return kept!.Value;
    }

    /// <summary>The change that makes it hold something else.</summary>
    public Change Put(T value, EventRecord happened) => new(happened, new Mutation.Put(key, JsonSerializer.Serialize(value, type), null));

    private sealed record Kept(Resource Stored, T Value);
}
