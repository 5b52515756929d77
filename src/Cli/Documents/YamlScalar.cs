using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Orchestry.Cli.Documents;

/// <summary>Plain scalars by YAML 1.2's core schema: <c>yes</c>, <c>on</c> or <c>1:30</c> are text.</summary>
internal static class YamlScalar
{
    /// <summary>What a plain scalar means; null is YAML's null.</summary>
    public static JsonNode? Read(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => null,
        "true" or "True" or "TRUE" => JsonValue.Create(true),
        "false" or "False" or "FALSE" => JsonValue.Create(false),
        _ => Number(text) is { } number ? JsonNode.Parse(number) : JsonValue.Create(text),
    };

    /// <summary>Whether the text must be quoted to stay text.</summary>
    public static bool IsMoreThanText(string text) => Read(text) is not JsonValue value || value.GetValueKind() != JsonValueKind.String;

    /// <summary>The number as JSON writes it; null: it is none.</summary>
    private static string? Number(string text)
    {
        if (text.StartsWith("0x", StringComparison.Ordinal) && text.Length > 2 && text.Skip(2).All(char.IsAsciiHexDigit))
        {
            // The zero in front keeps the first digit from being taken for a sign.
            return BigInteger.Parse($"0{text.AsSpan(2)}", NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);
        }

        if (text.StartsWith("0o", StringComparison.Ordinal) && text.Length > 2 && text.Skip(2).All(c => c is >= '0' and <= '7'))
        {
            return text.Skip(2).Aggregate(BigInteger.Zero, (sum, digit) => (sum * 8) + (digit - '0')).ToString(CultureInfo.InvariantCulture);
        }

        var rest = text.AsSpan(text[0] is '+' or '-' ? 1 : 0);
        var exponentAt = rest.IndexOfAny('e', 'E');
        var mantissa = exponentAt < 0 ? rest : rest[..exponentAt];
        var exponent = exponentAt < 0 ? "" : rest[exponentAt..];
        var pointAt = mantissa.IndexOf('.');
        var whole = pointAt < 0 ? mantissa : mantissa[..pointAt];
        var fraction = pointAt < 0 ? "" : mantissa[(pointAt + 1)..];
        if ((whole.IsEmpty && fraction.IsEmpty) || !AreDigits(whole) || !AreDigits(fraction) || !IsExponent(exponent))
        {
            return null;
        }

        var digits = whole.TrimStart('0');
        return $"{(text[0] == '-' ? "-" : "")}{(digits.IsEmpty ? "0" : digits)}{(fraction.IsEmpty ? "" : ".")}{fraction}{exponent}";
    }

    private static bool AreDigits(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');

    private static bool IsExponent(ReadOnlySpan<char> text)
    {
        var digits = text.IsEmpty ? text : text[1..];
        digits = !digits.IsEmpty && (digits[0] is '+' or '-') ? digits[1..] : digits;
        return text.IsEmpty || (!digits.IsEmpty && AreDigits(digits));
    }
}
