using Orchestry.Core.Orchestration;

namespace Orchestry.Core.Apps;

/// <summary>What a document holds: a specification, or every rule it breaks.</summary>
/// <param name="Spec">The specification, complete with its defaults; null when <paramref name="Violations"/> has any.</param>
/// <param name="Violations">The broken rules in the document's sections' order; at most 50, then one that counts the rest.</param>
public sealed record SpecParse(AppSpec? Spec, IReadOnlyList<Violation> Violations);
