using System.Text.Json;

namespace Orchestry.Core.Apps.Parsing;

/// <summary>Reads <c>spec.resources</c>.</summary>
internal static class ResourcesReader
{
    private const long MinNanoCpus = 10_000_000;
    private const long MaxNanoCpus = 16_000_000_000;
    private const long MinMemoryBytes = 64L << 20;

    // The engine keeps no less free for a container.
    private const long MinRequestedBytes = 6L << 20;
    private const long MaxMemoryBytes = 64L << 30;

    public static ResourceLimits Read(SpecValue value)
    {
        if (value.Object("cpu", "memory", "requests") is not { } fields)
        {
            return ResourceLimits.None;
        }

        var limits = new ResourceLimits(ReadCpu(fields["cpu"]), ReadMemory(fields["memory"], MinMemoryBytes, "64Mi"));
        if (fields["requests"].Object("cpu", "memory") is not { } requests)
        {
            return limits;
        }

        limits = limits with
        {
            RequestedNanoCpus = ReadCpu(requests["cpu"]),
            RequestedMemoryBytes = ReadMemory(requests["memory"], MinRequestedBytes, "6Mi"),
        };
        RefuseAboveLimit(requests["cpu"], limits.RequestedNanoCpus, fields["cpu"], limits.NanoCpus);
        RefuseAboveLimit(requests["memory"], limits.RequestedMemoryBytes, fields["memory"], limits.MemoryBytes);
        return limits;
    }

    private static void RefuseAboveLimit(SpecValue request, long requested, SpecValue limit, long most)
    {
        if (most > 0 && requested > most)
        {
            request.Refuse($"must be at most {limit.Path} ({Written(limit)}), not {Written(request)}: more than it may have is of no use to it");
        }
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

    private static long ReadMemory(SpecValue value, long least, string leastWritten)
    {
        if (Written(value) is not { } text)
        {
            return 0;
        }

        if (Quantity.TryParseMemory(text, out var bytes) && bytes >= least && bytes <= MaxMemoryBytes)
        {
            return bytes;
        }

        value.Refuse(
            $"must be an amount of memory from {leastWritten} to 64Gi, written as 64Mi or 1Gi (binary), 500M or 1G (decimal), or in bytes, "
            + $"not {Shown.Quoted(text)}");
        return 0;
    }

    // A number is taken as it is spelled, so that 0.1 never passes through binary floating point.
    private static string? Written(SpecValue value) => value.Json.ValueKind == JsonValueKind.Number ? value.Json.GetRawText() : value.Text();
}
