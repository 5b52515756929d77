using System.Buffers;

namespace Orchestry.Core.Apps.Parsing;

/// <summary>The sets of characters that the format's grammars are made of.</summary>
internal static class Characters
{
    private const string Alphanumeric = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    /// <summary>Letters, digits, hyphen and underscore.</summary>
    public static readonly SearchValues<char> Word = SearchValues.Create(Alphanumeric + "-_");

    /// <summary>Letters, digits, hyphen, underscore and dot.</summary>
    public static readonly SearchValues<char> Name = SearchValues.Create(Alphanumeric + "-_.");

    /// <summary>Those of a name, and the slash of a label's prefix.</summary>
    public static readonly SearchValues<char> LabelKey = SearchValues.Create(Alphanumeric + "-_./");

    /// <summary>Those of a token of HTTP (RFC 9110, 5.6.2).</summary>
    public static readonly SearchValues<char> HttpToken = SearchValues.Create(Alphanumeric + "!#$%&'*+-.^_`|~");

    /// <summary>Only these characters, with a letter or digit at both ends.</summary>
    public static bool IsBounded(string text, SearchValues<char> allowed) =>
        text.Length > 0 && char.IsAsciiLetterOrDigit(text[0]) && char.IsAsciiLetterOrDigit(text[^1])
        && !text.AsSpan().ContainsAnyExcept(allowed);
}
