using Microsoft.Extensions.Logging;

namespace Orchestry.Ingress.Embedded;

/// <summary>What the embedded ingress tells the log: nothing per request. Event ids 6000-6049.</summary>
internal static partial class EmbeddedLog
{
    [LoggerMessage(6000, LogLevel.Information, "The ingress takes requests at {Addresses}; applications are below {Domain}")]
    public static partial void Opened(this ILogger log, string addresses, string domain);

    [LoggerMessage(6001, LogLevel.Information, "The ingress has ended")]
    public static partial void Closed(this ILogger log);

    [LoggerMessage(6002, LogLevel.Error, "The routing table of revision {Revision} is not used, the one before stays: {Fault}")]
    public static partial void TableRefused(this ILogger log, long revision, string fault);

    [LoggerMessage(6003, LogLevel.Error, "A request failed in the ingress itself")]
    public static partial void RequestCrashed(this ILogger log, Exception error);

    [LoggerMessage(6010, LogLevel.Information, "Serving {Count} certificates: {Names}")]
    public static partial void CertificatesLoaded(this ILogger log, int count, string names);

    [LoggerMessage(6011, LogLevel.Error, "Not every certificate can be used: {Fault}")]
    public static partial void CertificatesFaulty(this ILogger log, string fault);
}
