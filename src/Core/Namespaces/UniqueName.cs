using System.Security.Cryptography;

namespace Orchestry.Core.Namespaces;

/// <summary>
/// What the cluster calls something that is named in a namespace: so, unless something of another namespace is called so already. Whoever comes second
/// gets a short suffix.
/// </summary>
public static class UniqueName
{
    // No vowels, so that no word comes of it, and nothing that looks like something else.
    private const string Letters = "bcdfghjkmnpqrstvwxz23456789";
    private const int SuffixLength = 5;

    /// <summary>The name where it is free, else the name, cut where the suffix must fit, a hyphen and five random letters.</summary>
    /// <param name="given">The name in its namespace.</param>
    /// <param name="maxLength">The longest there may be.</param>
    /// <param name="isTaken">Whether something is called so already.</param>
    public static string For(string given, int maxLength, Func<string, bool> isTaken)
    {
        var name = given;
        while (isTaken(name))
        {
            var kept = given[..Math.Min(given.Length, maxLength - SuffixLength - 1)].TrimEnd('.', '-');
            name = $"{kept}-{RandomNumberGenerator.GetString(Letters, SuffixLength)}";
        }

        return name;
    }
}
