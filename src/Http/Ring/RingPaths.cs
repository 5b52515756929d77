using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;

namespace Orchestry.Http.Ring;

/// <summary>Which paths are of the Ring API, and so are answered in its shape whatever goes wrong.</summary>
internal static class RingPaths
{
    private static readonly FrozenSet<string> Roots = FrozenSet.ToFrozenSet(
        ["login", "logout", "healthz", "deployments", "users", "configs", "secrets", "namespaces", "tokens", "node"], StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Lookup = Roots.GetAlternateLookup<ReadOnlySpan<char>>();

    public static bool Covers(PathString path)
    {
        var rest = path.HasValue ? path.Value.AsSpan()[1..] : default;
        var end = rest.IndexOf('/');
        return Lookup.Contains(end < 0 ? rest : rest[..end]);
    }
}
