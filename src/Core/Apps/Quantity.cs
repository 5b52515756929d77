using System.Globalization;

namespace Orchestry.Core.Apps;

/// <summary>
/// Amounts of processor and memory as people write them. The arithmetic is decimal and exact; what is finer than the unit is rounded up,
/// as Kubernetes does (https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/).
/// </summary>
public static class Quantity
{
    // 15 digits times the largest unit stay within the 28 digits of a decimal, so that no product is ever rounded.
    private const int MaxDigits = 15;

    private static readonly (string Suffix, long Factor)[] CpuUnits = [("m", 1_000_000), ("", 1_000_000_000)];

    private static readonly (string Suffix, long Factor)[] MemoryUnits =
    [
        ("Ki", 1L << 10), ("Mi", 1L << 20), ("Gi", 1L << 30), ("Ti", 1L << 40),
        ("k", 1_000), ("K", 1_000), ("M", 1_000_000), ("G", 1_000_000_000), ("T", 1_000_000_000_000), ("", 1),
    ];

    /// <summary>Billionths of a processor from <c>100m</c>, <c>0.5</c> or <c>2</c>.</summary>
    public static bool TryParseCpu(ReadOnlySpan<char> text, out long nanoCpus) => TryParse(text, CpuUnits, out nanoCpus);

    /// <summary>Bytes from <c>64Mi</c>, <c>1Gi</c> (binary), <c>500M</c>, <c>1G</c> (decimal) or a plain number of bytes.</summary>
    public static bool TryParseMemory(ReadOnlySpan<char> text, out long bytes) => TryParse(text, MemoryUnits, out bytes);

    private static bool TryParse(ReadOnlySpan<char> text, (string Suffix, long Factor)[] units, out long amount)
    {
        amount = 0;
        foreach (var (suffix, factor) in units)
        {
            if (text.EndsWith(suffix, StringComparison.Ordinal))
            {
                return TryScale(text[..^suffix.Length], factor, out amount);
            }
        }

        return false;
    }

    private static bool TryScale(ReadOnlySpan<char> number, long factor, out long amount)
    {
        amount = 0;
        if (number.Length is 0 or > MaxDigits || !char.IsAsciiDigit(number[0]) || !char.IsAsciiDigit(number[^1])
            || !decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            || value > long.MaxValue / factor)
        {
            return false;
        }

        amount = (long)decimal.Ceiling(value * factor);
        return true;
    }
}
