using System.Diagnostics.CodeAnalysis;

namespace Orchestry.Core.Apps;

/// <summary>
/// An application's name, unique in the cluster: lowercase letters, digits and hyphens, alphanumeric at both ends, 1 to 253 characters
/// (the DNS-compatible form of the specification).
/// </summary>
public readonly record struct AppName
{
    /// <summary>The longest name there may be.</summary>
    public const int MaxLength = 253;

    private AppName(string value) => Value = value;

    /// <summary>The name.</summary>
    public string Value { get; }

    /// <summary>Whether the text is a name, and the name.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out AppName name)
    {
        name = default;
        if (text is not { Length: > 0 and <= MaxLength } || !IsEdge(text[0]) || !IsEdge(text[^1]))
        {
            return false;
        }

        foreach (var c in text)
        {
            if (!IsEdge(c) && c != '-')
            {
                return false;
            }
        }

        name = new AppName(text);
        return true;
    }

    /// <summary>The name in a text that is known to hold one, such as our own record.</summary>
    /// <exception cref="FormatException">It holds none.</exception>
    public static AppName Parse(string text) =>
        TryParse(text, out var name) ? name : throw new FormatException($"'{text}' is not an application name.");

    /// <inheritdoc/>
    public override string ToString() => Value;

    private static bool IsEdge(char c) => c is (>= 'a' and <= 'z') or (>= '0' and <= '9');
}
