using System.Diagnostics.CodeAnalysis;
using Orchestry.Core.Journal;

namespace Orchestry.Core.Namespaces;

/// <summary>
/// The name of a namespace: applications, configs and secrets are unique by name within theirs, and containers of different ones can't reach each other.
/// Lowercase letters, digits and hyphens, alphanumeric at both ends, 1 to 63 characters (a DNS label, RFC 1123).
/// </summary>
public readonly record struct NamespaceName
{
    /// <summary>The longest name there may be.</summary>
    public const int MaxLength = 63;

    /// <summary>What a name has to be, for messages.</summary>
    public const string Rule = "must be 1 to 63 lowercase letters, digits and hyphens, with a letter or digit at both ends";

    private readonly string? _value;

    private NamespaceName(string value) => _value = value;

    /// <summary>The namespace of whatever names none.</summary>
    public static NamespaceName Default { get; } = new(ResourceKey.DefaultNamespace);

    /// <summary>The name.</summary>
    public string Value => _value ?? ResourceKey.DefaultNamespace;

    /// <summary>Whether it is the one of whatever names none.</summary>
    public bool IsDefault => Value == ResourceKey.DefaultNamespace;

    /// <summary>Whether the text is a name, and the name.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out NamespaceName name)
    {
        var isName = text is { Length: > 0 and <= MaxLength } && IsEdge(text[0]) && IsEdge(text[^1]) && text.All(c => IsEdge(c) || c == '-');
        name = isName ? new NamespaceName(text!) : default;
        return isName;
    }

    /// <summary>The name in a text that is known to hold one, such as our own record.</summary>
    /// <exception cref="FormatException">It holds none.</exception>
    public static NamespaceName Parse(string text) =>
        TryParse(text, out var name) ? name : throw new FormatException($"'{text}' is not the name of a namespace.");

    /// <inheritdoc/>
    public bool Equals(NamespaceName other) => Value == other.Value;

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Value;

    private static bool IsEdge(char c) => c is (>= 'a' and <= 'z') or (>= '0' and <= '9');
}
