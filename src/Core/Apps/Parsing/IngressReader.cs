using Orchestry.Core.Ingress;

namespace Orchestry.Core.Apps.Parsing;

/// <summary>Reads <c>spec.ingress</c>.</summary>
internal static class IngressReader
{
    private const int MaxHostLength = 253;
    private const int MaxLabelLength = 63;
    private const int MaxPathLength = 512;
    private const long MinBodyBytes = 1024;
    private const long MaxBodyBytes = 1L << 40;

    public static IngressSpec Read(SpecValue value, WorkloadType type)
    {
        var usual = IngressSpec.Default;
        if (value.Object("host", "path", "sticky", "connectTimeoutSeconds", "idleTimeoutSeconds", "maxBodySize") is not { } fields)
        {
            return usual;
        }

        if (type != WorkloadType.Http)
        {
            value.Refuse("has an effect for type http only: nothing else is routed; leave it out");
        }

        return new IngressSpec
        {
            Host = ReadHost(fields["host"]),
            Path = ReadPath(fields["path"]),
            Sticky = fields["sticky"].IsGiven && fields["sticky"].Flag() == true,
            ConnectTimeout = Seconds("connectTimeoutSeconds", 60, usual.ConnectTimeout),
            IdleTimeout = Seconds("idleTimeoutSeconds", 86_400, usual.IdleTimeout),
            MaxBodyBytes = ReadBodySize(fields["maxBodySize"], usual.MaxBodyBytes),
        };

        TimeSpan Seconds(string name, int most, TimeSpan fallback) =>
            fields[name].Integer(1, most) is { } seconds ? TimeSpan.FromSeconds(seconds) : fallback;
    }

    private static string? ReadHost(SpecValue value)
    {
        if (value.Text() is not { } host)
        {
            return null;
        }

        if (host.Length <= MaxHostLength && host.Split('.').All(IsLabel))
        {
            return host;
        }

        value.Refuse("must be a host name without port and wildcard, in lowercase letters, digits, hyphens and dots, "
            + $"such as shop.example.com, not {Shown.Quoted(host)}");
        return null;
    }

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= MaxLabelLength && label[0] != '-' && label[^1] != '-'
        && label.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    private static string ReadPath(SpecValue value)
    {
        var path = value.Text() ?? "/";
        var parts = path.Split('/');
        // What a client may write in several ways would be matched in one of them only.
        if (path == "/" || (path.Length <= MaxPathLength && parts[0].Length == 0 && parts.Skip(1).All(IsPart)))
        {
            return path;
        }

        value.Refuse("must begin with '/', end without one, and have letters, digits and -._~ between its slashes, at most "
            + $"{MaxPathLength} characters, not {Shown.Quoted(path)}");
        return "/";
    }

    private static bool IsPart(string part) =>
        part is not ("" or "." or "..") && part.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~');

    private static long ReadBodySize(SpecValue value, long fallback)
    {
        if (!value.IsGiven || value.Text() is not { } text)
        {
            return fallback;
        }

        if (Quantity.TryParseMemory(text, out var bytes) && bytes is >= MinBodyBytes and <= MaxBodyBytes)
        {
            return bytes;
        }

        value.Refuse($"must be a size from 1Ki to 1Ti, written as 64Mi, 1Gi or 100M, not {Shown.Quoted(text)}");
        return fallback;
    }
}
