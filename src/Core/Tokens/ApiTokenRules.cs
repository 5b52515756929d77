using Orchestry.Core.Access;
using Orchestry.Core.Namespaces;
using Orchestry.Core.Orchestration;

namespace Orchestry.Core.Tokens;

/// <summary>What an API token may ask for.</summary>
public static class ApiTokenRules
{
    /// <summary>The longest name, in characters.</summary>
    public const int LongestName = 100;

    /// <summary>How many namespaces it may be bound to.</summary>
    public const int MostNamespaces = 100;

    /// <summary>Every rule that a request breaks.</summary>
    public static IEnumerable<Violation> Judge(ApiTokenRequest request, DateTimeOffset now)
    {
        if (request.Name.Length is 0 or > LongestName || request.Name.Any(char.IsControl))
        {
            yield return new Violation("name", $"must be 1 to {LongestName} characters");
        }

        if (request.Scopes.IsEmpty)
        {
            yield return new Violation("scopes", $"must name at least one of {string.Join(", ", Scopes.All)}");
        }

        for (var i = 0; i < request.Scopes.Length; i++)
        {
            if (!Scopes.All.Contains(request.Scopes[i]))
            {
                yield return new Violation($"scopes[{i}]", $"must be one of {string.Join(", ", Scopes.All)}");
            }
        }

        for (var i = 0; i < request.Namespaces.Length; i++)
        {
            if (!NamespaceName.TryParse(request.Namespaces[i], out _))
            {
                yield return new Violation($"namespaces[{i}]", NamespaceName.Rule);
            }
        }

        if (request.ExpireAt <= now)
        {
            yield return new Violation("expire_at", "must be in the future");
        }
    }
}
