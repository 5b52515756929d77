namespace Orchestry.Ingress.Embedded;

/// <summary>Which methods do no more harm twice than once (RFC 9110, 9.2.2).</summary>
internal static class Idempotence
{
    public static bool Of(string method) => method is "GET" or "HEAD" or "OPTIONS" or "TRACE" or "PUT" or "DELETE";
}
