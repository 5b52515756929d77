using System.Text.Json;
using System.Text.Json.Serialization;
using Orchestry.Core.Documents;
using Orchestry.Core.Journal;

namespace Orchestry.Core.Namespaces;

/// <summary>A namespace as it is stored. One may also be there without: by what is in it.</summary>
/// <param name="CreatedAt">When it was made.</param>
public sealed record NamespaceDocument(DateTimeOffset CreatedAt)
{
    /// <summary>The kind of resource it is stored as.</summary>
    public const string Kind = "namespace";

    /// <summary>Its place in the store.</summary>
    public static ResourceKey Key(NamespaceName name) => new(Kind, name.Value, name.Value);

    /// <summary>A stored one.</summary>
    /// <exception cref="JsonException">It is not one of ours.</exception>
    public static NamespaceDocument Of(Resource resource) =>
        JsonSerializer.Deserialize(resource.Spec, NamespaceJson.Default.NamespaceDocument) ?? throw new JsonException("The namespace is null.");

    /// <summary>The change that makes it, or none where it is there: something is about to be put into it.</summary>
    public static Change[] MissingIn(DocumentSet documents, NamespaceName name, DateTimeOffset now) =>
        name.IsDefault || documents.Find(Key(name)) is not null ? [] : [Creation(name, now)];

    /// <summary>The change that makes it.</summary>
    internal static Change Creation(NamespaceName name, DateTimeOffset now) => new(
        Tell(name, "NamespaceCreated", $"Namespace '{name}' created", now),
        new Mutation.Put(Key(name), JsonSerializer.Serialize(new NamespaceDocument(now), NamespaceJson.Default.NamespaceDocument), null));

    /// <summary>The change that ends it.</summary>
    internal static Change Removal(NamespaceName name, DateTimeOffset now) =>
        new(Tell(name, "NamespaceRemoved", $"Namespace '{name}' removed", now), new Mutation.Delete(Key(name)));

    private static EventRecord Tell(NamespaceName name, string reason, string message, DateTimeOffset now) => new()
    {
        Type = EventType.Config,
        Component = "api",
        Reason = reason,
        Message = message,
        Details = DocumentEvents.Details(Key(name)),
        At = now,
    };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(NamespaceDocument))]
internal sealed partial class NamespaceJson : JsonSerializerContext;
