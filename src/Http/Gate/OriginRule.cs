namespace Orchestry.Http.Gate;

/// <summary>What may be listed as an origin. It is compared with what browsers send letter by letter, so only their way of writing it is taken.</summary>
internal static class OriginRule
{
    /// <summary>What is wrong with it; null: nothing.</summary>
    public static string? Judge(string origin)
    {
        // The text itself is not repeated: what is before an @, or behind a ?, may be a secret.
        if (origin.Contains('*'))
        {
            return "can't list * or a pattern, because the API can start containers: name each origin whose pages may do so, such as https://ops.example.org";
        }

        if (!Uri.TryCreate(origin, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps)
            || url.IdnHost.Length == 0)
        {
            return "must list http or https origins, separated by commas, such as https://ops.example.org";
        }

        var written = AsBrowsersWrite(url);
        return origin == written
            ? null
            : $"must list {written} just so, as browsers write it: no user, path or query, in small letters, without the scheme's own port";
    }

    private static string AsBrowsersWrite(Uri url)
    {
        var host = url.HostNameType == UriHostNameType.IPv6 ? url.Host : url.IdnHost;
        return url.IsDefaultPort ? $"{url.Scheme}://{host}" : $"{url.Scheme}://{host}:{url.Port}";
    }
}
