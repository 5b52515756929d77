using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Orchestry.Core.Apps.Parsing;

/// <summary>
/// The grammar of image references, as the registries' reference implementation has it
/// (https://pkg.go.dev/github.com/distribution/reference): <c>[domain[:port]/]path[:tag][@digest]</c>.
/// </summary>
internal static partial class ImageReference
{
    private const int MaxLength = 4096;
    private const int MaxNameLength = 255;

    /// <summary>What is wrong with the reference; null when nothing is.</summary>
    public static string? Problem(string reference)
    {
        if (reference.Length is 0 or > MaxLength)
        {
            return reference.Length == 0 ? "must not be empty" : $"must be at most {MaxLength} characters long, not {reference.Length}";
        }

        var at = reference.IndexOf('@', StringComparison.Ordinal);
        var named = at < 0 ? reference : reference[..at];
        // A colon after the last slash begins the tag; one before it, a port.
        var colon = named.LastIndexOf(':');
        var hasTag = colon > named.LastIndexOf('/');
        var name = hasTag ? named[..colon] : named;
        return NameProblem(name)
            ?? (hasTag && !Tag().IsMatch(named[(colon + 1)..])
                ? "the tag must be 1 to 128 letters, digits, '_', '.' or '-', not beginning with '.' or '-'" : null)
            ?? (at >= 0 ? DigestProblem(reference[(at + 1)..]) : null);
    }

    private static string? NameProblem(string name)
    {
        if (name.Length > MaxNameLength)
        {
            return $"the name without tag and digest must be at most {MaxNameLength} characters long, not {name.Length}";
        }

        var slash = name.IndexOf('/', StringComparison.Ordinal);
        var domain = slash > 0 && IsDomain(name[..slash]) ? name[..slash] : null;
        var path = domain is null ? name : name[(slash + 1)..];
        if (domain is not null && !IsValidDomain(domain))
        {
            return "the registry must be a host name or address, with a port if need be, such as registry.example.com:5000";
        }

        if (!Path().IsMatch(path))
        {
            return path.Any(char.IsAsciiLetterUpper)
                ? "the path must be lowercase"
                : "the path must be lowercase letters and digits, separated by '/', '.', '_', '__' or '-'";
        }

        return domain is null && HexId().IsMatch(path) ? "a name of 64 hexadecimal digits would be taken for an image's id" : null;
    }

    // The first part names a registry only if it can't be a part of a path: docker.io's rule.
    private static bool IsDomain(string part) => part.AsSpan().ContainsAny(".:[") || part == "localhost" || part.Any(char.IsAsciiLetterUpper);

    private static bool IsValidDomain(string domain)
    {
        var match = Domain().Match(domain);
        return match.Success
            && (!match.Groups["v6"].Success
                || (IPAddress.TryParse(match.Groups["v6"].Value, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6))
            && (!match.Groups["port"].Success || ushort.TryParse(match.Groups["port"].ValueSpan, out var port) && port > 0);
    }

    private static string? DigestProblem(string digest) =>
        !Digest().IsMatch(digest) ? "the digest must be an algorithm and at least 32 hexadecimal digits, such as sha256:…"
        : digest.StartsWith("sha256:", StringComparison.Ordinal) && !HexId().IsMatch(digest.AsSpan("sha256:".Length))
            ? "a sha256 digest has exactly 64 lowercase hexadecimal digits"
        : null;

    [GeneratedRegex(
        @"\A(?:(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*"
        + @"|\[(?<v6>[0-9a-fA-F:.]+)\])(?::(?<port>[0-9]+))?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Domain();

    [GeneratedRegex(
        @"\A[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Path();

    [GeneratedRegex(@"\A[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,127}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Tag();

    [GeneratedRegex(
        @"\A[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Digest();

    [GeneratedRegex(@"\A[0-9a-f]{64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex HexId();
}
