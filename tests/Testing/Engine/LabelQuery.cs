namespace Orchestry.Testing.Engine;

/// <summary>The engine's rule for label filters: every one must be there; a null value matches any.</summary>
internal static class LabelQuery
{
    public static bool Matches(IReadOnlyDictionary<string, string?> wanted, IReadOnlyDictionary<string, string> labels) =>
        wanted.All(label => labels.TryGetValue(label.Key, out var value) && (label.Value is null || label.Value == value));
}
