using Orchestry.Core.Documents;

namespace Orchestry.Core.Bindings;

/// <summary>The kinds of documents that specifications name, and containers get the contents of.</summary>
public static class BoundKinds
{
    /// <summary>Secrets: sealed, and given as variables.</summary>
    public static VersionedKind Secret { get; } = new("secret");

    /// <summary>Configs: plain text, and given as files.</summary>
    public static VersionedKind Config { get; } = new("config");

    /// <summary>Both.</summary>
    public static IReadOnlyList<VersionedKind> All { get; } = [Secret, Config];
}
