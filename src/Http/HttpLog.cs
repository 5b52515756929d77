using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Orchestry.Http.Errors;

namespace Orchestry.Http;

/// <summary>One line per failed request, none per success. Event ids 5000 to 5099.</summary>
internal static partial class HttpLog
{
    private const int LongestPath = 200;

    /// <summary>The client's mistakes are told quietly and without its words; what a person must mend, loudly and with details.</summary>
    public static void RequestRefused(this ILogger log, bool isClientFault, HttpContext http, ErrorKind kind, string details)
    {
        if (isClientFault)
        {
            log.ClientRefused(http.Request.Method, Shown(http.Request.Path), kind.Status, kind.Code);
        }
        else if (kind != ErrorCatalog.InternalError)
        {
            log.RequestFailed(http.Request.Method, Shown(http.Request.Path), kind.Status, kind.Code, details);
        }
    }

    public static void RequestCrashed(this ILogger log, HttpContext http, Exception failure) =>
        log.RequestCrashed(failure, http.Request.Method, Shown(http.Request.Path), http.TraceIdentifier);

    [LoggerMessage(5001, LogLevel.Information, "{Method} {Path} was refused: {Status} {Code}")]
    private static partial void ClientRefused(this ILogger log, string method, string path, int status, string code);

    [LoggerMessage(5002, LogLevel.Warning, "{Method} {Path} failed: {Status} {Code}: {Details}")]
    private static partial void RequestFailed(this ILogger log, string method, string path, int status, string code, string details);

    [LoggerMessage(5003, LogLevel.Error, "{Method} {Path} met a defect of the controller, correlation id {CorrelationId}")]
    private static partial void RequestCrashed(this ILogger log, Exception failure, string method, string path, string correlationId);

    /// <summary>Escaped, so that a path can't forge a line of the log, and without its query, which may hold a token.</summary>
    internal static string Shown(PathString path)
    {
        var text = path.ToUriComponent();
        return text.Length > LongestPath ? $"{text[..LongestPath]}..." : text;
    }
}
