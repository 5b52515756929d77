using Microsoft.AspNetCore.Http;

namespace Orchestry.Ingress.Embedded;

/// <summary>
/// The cookie that keeps a client at a replica. It is not bound to HTTPS: it is no secret, and a client that comes by both would otherwise be
/// moved at every request by HTTP.
/// </summary>
internal static class StickyCookie
{
    public const string Name = "orchestry-replica";
    private const int LongestHeader = 16 * 1024;

    /// <summary>The replica that the client was kept at; null: none is named.</summary>
    public static string? Read(IHeaderDictionary headers)
    {
        foreach (var header in headers.Cookie)
        {
            if (header is null || header.Length > LongestHeader)
            {
                continue;
            }

            foreach (var part in header.AsSpan().Split(';'))
            {
                var pair = header.AsSpan(part).Trim();
                if (pair.Length > Name.Length + 1 && pair[Name.Length] == '=' && pair.StartsWith(Name, StringComparison.Ordinal))
                {
                    return pair[(Name.Length + 1)..].ToString();
                }
            }
        }

        return null;
    }

    /// <summary>The header that has the client come back to a replica.</summary>
    public static string Write(string token, string prefix) => $"{Name}={token}; Path={(prefix.Length > 0 ? prefix : "/")}; HttpOnly; SameSite=Lax";
}
