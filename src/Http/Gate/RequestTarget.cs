using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Orchestry.Http.Gate;

/// <summary>
/// A request's path and query as they may follow another node's address in a header: as the client wrote them, because decoding and escaping
/// again would change a path such as <c>%252F</c>, but with nothing in them that could end the header or be taken for a part of the host.
/// </summary>
internal static class RequestTarget
{
    private const string Allowed = "/?:@-._~!$&'()*+,;=";

    public static string Of(HttpContext http)
    {
        // Anything but a path, such as a whole URL, names a host of the client's choice; only what the server made of it goes on.
        var raw = http.Features.Get<IHttpRequestFeature>()!.RawTarget;
        return Escape(raw.StartsWith('/') ? raw : $"/{http.Request.Path.ToUriComponent().TrimStart('/')}{http.Request.QueryString}");
    }

    public static string Escape(string target)
    {
        var escaped = new StringBuilder(target.Length);
        for (var i = 0; i < target.Length; i++)
        {
            var c = target[i];
            if (char.IsAsciiLetterOrDigit(c) || Allowed.Contains(c) || (c == '%' && IsEscape(target.AsSpan(i + 1))))
            {
                escaped.Append(c);
                continue;
            }

            var isPair = char.IsHighSurrogate(c) && i + 1 < target.Length && char.IsLowSurrogate(target[i + 1]);
            foreach (var octet in Encoding.UTF8.GetBytes(isPair ? target.Substring(i++, 2) : c.ToString()))
            {
                escaped.Append(CultureInfo.InvariantCulture, $"%{octet:X2}");
            }
        }

        return escaped.ToString();
    }

    private static bool IsEscape(ReadOnlySpan<char> digits) =>
        digits.Length >= 2 && char.IsAsciiHexDigit(digits[0]) && char.IsAsciiHexDigit(digits[1]);
}
