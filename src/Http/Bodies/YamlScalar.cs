using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Orchestry.Http.Bodies;

/// <summary>
/// Scalars by YAML 1.2's core schema: only plain ones mean anything but text, and <c>yes</c>, <c>on</c> or <c>1:30</c> are text.
/// </summary>
internal static partial class YamlScalar
{
    private const int LongestNumber = 64;

    public static void Write(Utf8JsonWriter writer, Scalar scalar)
    {
        RefuseHalfCharacters(scalar);
        if (scalar.Style != ScalarStyle.Plain)
        {
            writer.WriteStringValue(scalar.Value);
            return;
        }

        switch (scalar.Value)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                writer.WriteNullValue();
                break;
            case "true" or "True" or "TRUE":
                writer.WriteBooleanValue(true);
                break;
            case "false" or "False" or "FALSE":
                writer.WriteBooleanValue(false);
                break;
            default:
                WriteNumberOrText(writer, scalar);
                break;
        }
    }

    public static void RefuseHalfCharacters(Scalar scalar)
    {
        var text = scalar.Value;
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
            {
                continue;
            }

            if (i + 1 >= text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
            {
                throw YamlBody.Refused(scalar, "an escape is one half of a surrogate pair without the other");
            }

            i++;
        }
    }

    private static void WriteNumberOrText(Utf8JsonWriter writer, Scalar scalar)
    {
        var text = scalar.Value;
        if (!(char.IsAsciiDigit(text[0]) || text[0] is '+' or '-' or '.') || !Number().IsMatch(text))
        {
            writer.WriteStringValue(text);
            return;
        }

        if (NotFinite().IsMatch(text))
        {
            throw YamlBody.Refused(scalar, $"{Quoted.Of(text)} is not a number that JSON knows; quote it to make it text");
        }

        if (text.Length > LongestNumber)
        {
            throw YamlBody.Refused(scalar, $"a number has more than {LongestNumber} characters; quote it to make it text");
        }

        writer.WriteRawValue(ToJson(text), skipInputValidation: false);
    }

    private static string ToJson(string text)
    {
        if (text.StartsWith("0x", StringComparison.Ordinal))
        {
            // The zero in front keeps the first digit from being taken for a sign.
            return Text(BigInteger.Parse($"0{text.AsSpan(2)}", NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
        }

        if (text.StartsWith("0o", StringComparison.Ordinal))
        {
            return Text(text.Skip(2).Aggregate(BigInteger.Zero, (sum, digit) => (sum * 8) + (digit - '0')));
        }

        var parts = Decimal().Match(text);
        var whole = parts.Groups["whole"].Value.TrimStart('0');
        var fraction = parts.Groups["fraction"].Value;
        return (text[0] == '-' ? "-" : "") + (whole.Length == 0 ? "0" : whole) + (fraction.Length == 0 ? "" : $".{fraction}")
            + parts.Groups["exponent"].Value;
    }

    private static string Text(BigInteger number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"^(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|0o[0-7]+|0x[0-9a-fA-F]+"
        + @"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    [GeneratedRegex(@"^[-+]?\.[a-zA-Z]", RegexOptions.CultureInvariant)]
    private static partial Regex NotFinite();

    [GeneratedRegex(@"^[-+]?(?<whole>[0-9]*)(?:\.(?<fraction>[0-9]*))?(?<exponent>(?:[eE][-+]?[0-9]+)?)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Decimal();
}
