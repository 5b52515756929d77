using System.Text.Json;

namespace Orchestry.Core.Apps.Parsing;

/// <summary>Reads <c>spec.resources</c>.</summary>
internal static class ResourcesReader
{
    private const long MinNanoCpus = 10_000_000;
    private const long MaxNanoCpus = 16_000_000_000;
    private const long MinMemoryBytes = 64L << 20;
    private const long MaxMemoryBytes = 64L << 30;

    public static ResourceLimits Read(SpecValue value)
    {
        if (value.Object("cpu", "memory") is not { } fields)
        {
            return ResourceLimits.None;
        }

        return new ResourceLimits(ReadCpu(fields["cpu"]), ReadMemory(fields["memory"]));
    }

    private static long ReadCpu(SpecValue value)
    {
        if (Written(value) is not { } text)
        {
            return 0;
        }

        if (Quantity.TryParseCpu(text, out var nanoCpus) && nanoCpus is >= MinNanoCpus and <= MaxNanoCpus)
        {
            return nanoCpus;
        }

        value.Refuse($"must be an amount of processors from 10m to 16, written as 100m, 0.5 or 2, not {Shown.Quoted(text)}");
        return 0;
    }

    private static long ReadMemory(SpecValue value)
    {
        if (Written(value) is not { } text)
        {
            return 0;
        }

        if (Quantity.TryParseMemory(text, out var bytes) && bytes is >= MinMemoryBytes and <= MaxMemoryBytes)
        {
            return bytes;
        }

        value.Refuse(
            "must be an amount of memory from 64Mi to 64Gi, written as 64Mi or 1Gi (binary), 500M or 1G (decimal), or in bytes, "
            + $"not {Shown.Quoted(text)}");
        return 0;
    }

    // A number is taken as it is spelled, so that 0.1 never passes through binary floating point.
    private static string? Written(SpecValue value) => value.Json.ValueKind == JsonValueKind.Number ? value.Json.GetRawText() : value.Text();
}
