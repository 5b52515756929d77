using Microsoft.Extensions.Primitives;

namespace Orchestry.Ingress.Embedded;

/// <summary>Which headers belong to one connection and go no further (RFC 9110, 7.6.1), and which a client must not say in our name.</summary>
internal static class HopByHop
{
    /// <summary>Whether a header of either direction ends here.</summary>
    public static bool Includes(string name) => name.Length switch
    {
        2 => Is(name, "TE"),
        7 => Is(name, "Upgrade") || Is(name, "Alt-Svc") || Is(name, "Trailer"),
        10 => Is(name, "Connection") || Is(name, "Keep-Alive"),
        14 => Is(name, "HTTP2-Settings"),
        16 => Is(name, "Proxy-Connection"),
        17 => Is(name, "Transfer-Encoding"),
        18 => Is(name, "Proxy-Authenticate"),
        19 => Is(name, "Proxy-Authorization"),
        _ => false,
    };

    /// <summary>Whether a request's header tells where it came from, which only we say.</summary>
    public static bool IsForwarding(string name) =>
        name.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase) || Is(name, "Forwarded") || Is(name, "X-Real-IP")
        // Many servers show X_Forwarded_For to their applications under the same name.
        || (name.Contains('_', StringComparison.Ordinal) && IsForwarding(name.Replace('_', '-')));

    /// <summary>Whether the Connection header names headers besides the usual words.</summary>
    public static bool NamesOthers(StringValues connection)
    {
        foreach (var value in connection)
        {
            if (value is not null && !Is(value, "keep-alive") && !Is(value, "close") && !Is(value, "Upgrade"))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the Connection header names this one.</summary>
    public static bool Names(StringValues connection, string name)
    {
        foreach (var value in connection)
        {
            foreach (var part in value.AsSpan().Split(','))
            {
                if (value.AsSpan(part).Trim().Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool Is(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
