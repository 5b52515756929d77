using System.Globalization;
using System.Text.Json;
using Orchestry.Core.Health;

namespace Orchestry.Core.Apps.Parsing;

/// <summary>Reads the request of an HTTP health check. What it lets through can't break out of its place in a request.</summary>
internal static class HealthRequestReader
{
    private const int MaxPathLength = 2048;

    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

    // The probe's connection decides these; a second opinion would break the request.
    private static readonly string[] OwnHeaders = ["Connection", "Content-Length", "Transfer-Encoding", "Upgrade"];

    public static HealthCheckSpec Read(SpecObject fields, HealthCheckSpec check) => check with
    {
        Path = ReadPath(fields["path"]) ?? check.Path,
        Method = ReadMethod(fields["method"]) ?? check.Method,
        Headers = [.. (fields["headers"].Items() ?? []).Select(ReadHeader).OfType<ProbeHeader>()],
        Body = fields["body"].Text(),
        ExpectedStatus = fields["expectedStatusCodes"].IsGiven ? ReadStatuses(fields["expectedStatusCodes"]) : check.ExpectedStatus,
    };

    private static string? ReadPath(SpecValue value)
    {
        var path = value.Text();
        if (path is not null
            && (!path.StartsWith('/') || path.Length > MaxPathLength || path.AsSpan().ContainsAnyExceptInRange('!', '~') || path.Contains('#')))
        {
            value.Refuse(
                $"must begin with '/' and be at most {MaxPathLength} printable ASCII characters without spaces and '#', "
                + $"such as /health?full=1, not {Shown.Quoted(path)}");
        }

        return path;
    }

    private static string? ReadMethod(SpecValue value)
    {
        var method = value.Text();
        if (method is not null && !Methods.Contains(method, StringComparer.Ordinal))
        {
            value.Refuse($"must be {Shown.Either(Methods)}, not {Shown.Quoted(method)}");
        }

        return method;
    }

    private static ProbeHeader? ReadHeader(SpecValue item)
    {
        if (item.Item().Object("name", "value") is not { } fields)
        {
            return null;
        }

        var (name, value) = (fields["name"].Required().Text(), fields["value"].Required().Text());
        if (name is not null && (name.Length == 0 || name.AsSpan().ContainsAnyExcept(Characters.HttpToken)))
        {
            fields["name"].Refuse($"must be a header's name, letters, digits and hyphens, not {Shown.Quoted(name)}");
        }
        else if (name is not null && OwnHeaders.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            fields["name"].Refuse($"the header {Shown.Quoted(name)} is set by the probe itself; leave it out");
        }

        if (value is not null && value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            fields["value"].Refuse($"must be printable ASCII characters, not {Shown.Quoted(value)}");
        }

        return name is not null && value is not null ? new ProbeHeader(name, value) : null;
    }

    private static List<StatusRange> ReadStatuses(SpecValue value)
    {
        var ranges = new List<StatusRange>();
        var items = value.Items();
        if (items is [])
        {
            value.Refuse("must name at least one status code, such as [200, \"300-399\"]");
        }

        foreach (var item in items ?? [])
        {
            if (Range(item) is { From: >= 100, To: <= 599 } range && range.From <= range.To)
            {
                ranges.Add(range);
            }
            else
            {
                item.Refuse($"must be a status code from 100 to 599, or a range such as \"200-399\", not {Shown.Describe(item.Json)}");
            }
        }

        return ranges;
    }

    private static StatusRange? Range(SpecValue item)
    {
        if (item.Json.ValueKind == JsonValueKind.Number)
        {
            return item.Json.TryGetInt32(out var code) ? new StatusRange(code, code) : null;
        }

        if (item.Json.ValueKind != JsonValueKind.String || !JsonText.TryRead(item.Json, out var text))
        {
            return null;
        }

        var dash = text.IndexOf('-', StringComparison.Ordinal);
        return TryCode(dash < 0 ? text : text[..dash], out var from) && TryCode(dash < 0 ? text : text[(dash + 1)..], out var to)
            ? new StatusRange(from, to)
            : null;
    }

    private static bool TryCode(string text, out int code) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out code);
}
