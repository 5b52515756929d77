using System.Diagnostics.CodeAnalysis;

namespace Orchestry.Core.Documents;

/// <summary>
/// The rule for names of configs and secrets: a DNS subdomain (RFC 1123), 1 to 253 characters: labels of lowercase letters, digits and hyphens,
/// alphanumeric at both ends, at most 63 characters each, with dots between them.
/// </summary>
public static class ResourceName
{
    /// <summary>The longest name there may be.</summary>
    public const int MaxLength = 253;

    /// <summary>What a name has to be, for messages.</summary>
    public const string Rule =
        "must be 1 to 253 lowercase letters, digits, hyphens and dots, with a letter or digit at both ends of every part between dots, which has at most 63";

    private const int MaxLabelLength = 63;

    /// <summary>Whether the text is a name.</summary>
    public static bool IsName([NotNullWhen(true)] string? text)
    {
        if (text is not { Length: > 0 and <= MaxLength })
        {
            return false;
        }

        foreach (var range in text.AsSpan().Split('.'))
        {
            if (!IsLabel(text.AsSpan()[range]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsLabel(ReadOnlySpan<char> label)
    {
        if (label.Length is 0 or > MaxLabelLength || !IsEdge(label[0]) || !IsEdge(label[^1]))
        {
            return false;
        }

        foreach (var c in label)
        {
            if (!IsEdge(c) && c != '-')
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsEdge(char c) => c is (>= 'a' and <= 'z') or (>= '0' and <= '9');
}
