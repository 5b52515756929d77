using System.Buffers;
using System.Globalization;
using System.Text;

namespace Orchestry.Storage.Postgres;

/// <summary>
/// Any .NET string as a text that PostgreSQL can hold, and back. Its text is UTF-8 without NUL, so NUL and lone halves of surrogate pairs are
/// written as DLE (the control character made for this, U+0010) with four hexadecimal digits, and so is DLE itself. Everything else, which is
/// nearly everything, is stored as it is. Equal strings stay equal, so keys and filters are written the same way.
/// </summary>
internal static class PostgresText
{
    private const char Escape = '\u0010';
    private const int EscapedLength = 5;

    private static readonly SearchValues<char> Suspicious =
        SearchValues.Create(['\0', Escape, .. Enumerable.Range(0xD800, 0x800).Select(code => (char)code)]);

    /// <summary>The form that is stored; null stays null.</summary>
    public static string? Write(string? text)
    {
        if (text is null || !text.AsSpan().ContainsAny(Suspicious))
        {
            return text;
        }

        var written = new StringBuilder(text.Length + EscapedLength);
        for (var i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
            {
                written.Append(text[i]).Append(text[++i]);
            }
            else if (text[i] is '\0' or Escape || char.IsSurrogate(text[i]))
            {
                written.Append(Escape).Append(((int)text[i]).ToString("x4", CultureInfo.InvariantCulture));
            }
            else
            {
                written.Append(text[i]);
            }
        }

        return written.ToString();
    }

    /// <summary>What <see cref="Write"/> was given. A DLE that it did not write, such as one typed into a database shell, stays.</summary>
    public static string? Read(string? stored)
    {
        if (stored is null || !stored.Contains(Escape, StringComparison.Ordinal))
        {
            return stored;
        }

        var text = new StringBuilder(stored.Length);
        for (var i = 0; i < stored.Length; i++)
        {
            if (stored[i] == Escape && i + EscapedLength <= stored.Length
                && ushort.TryParse(stored.AsSpan(i + 1, EscapedLength - 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            {
                text.Append((char)code);
                i += EscapedLength - 1;
            }
            else
            {
                text.Append(stored[i]);
            }
        }

        return text.ToString();
    }
}
