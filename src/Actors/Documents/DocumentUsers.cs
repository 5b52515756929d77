using Orchestry.Core.Apps;
using Orchestry.Core.Bindings;
using Orchestry.Core.Journal;

namespace Orchestry.Actors.Documents;

/// <summary>Which applications need a document.</summary>
internal static class DocumentUsers
{
    /// <summary>What the cluster calls the applications whose specification names it.</summary>
    public static IReadOnlyList<string> Of(ResourceKey document, IReadModel model) =>
        [.. model.Apps.Where(a => Reference.Names(a.Spec, document)).Select(a => a.Name.Value)];
}
