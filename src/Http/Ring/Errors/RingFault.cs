using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orchestry.Contracts;
using Orchestry.Core.Access;
using Orchestry.Core.Namespaces;
using Orchestry.Core.Orchestration;
using Orchestry.Http.Errors;
using Orchestry.Http.Replies;

namespace Orchestry.Http.Ring.Errors;

/// <summary>A failure of the Ring API, in the one shape they all have: a sentence, a code, and every broken rule where there are any.</summary>
internal sealed class RingFault(int status, string code, string sentence, IReadOnlyList<Violation>? violations = null) : Reply
{
    private readonly int? _retryAfter = status == StatusCodes.Status503ServiceUnavailable ? 1 : null;

    private bool IsOutcomeUnknown { get; init; }

    /// <summary>How a refusal of the controller is answered.</summary>
    public static RingFault From(Refusal refusal) => refusal.Kind switch
    {
        RefusalKind.AppNotFound => new(404, "DEPLOYMENT_NOT_FOUND", "Deployment not found"),
        RefusalKind.AppAlreadyExists => new(409, "DEPLOYMENT_ALREADY_EXISTS", refusal.Details),
        RefusalKind.InvalidSpec or RefusalKind.ValidationFailed => new(400, ErrorCodes.ValidationError, refusal.Details, refusal.Violations),
        RefusalKind.NotFound => new(404, $"{Code(refusal)}_NOT_FOUND", $"{Word(refusal)} not found"),
        RefusalKind.AlreadyExists => new(409, $"{Code(refusal)}_ALREADY_EXISTS", refusal.Details),
        RefusalKind.InUse => new(409, $"{Code(refusal)}_IN_USE", refusal.Details),
        _ => Of(ErrorCatalog.For(refusal.Kind), refusal.Details, refusal.IsOutcomeUnknown),
    };

    public static RingFault Invalid(IReadOnlyList<Violation> violations) => From(Refusal.Of(RefusalKind.ValidationFailed, violations));

    public static RingFault Invalid(string field, string message) => Invalid([new Violation(field, message)]);

    /// <summary>For who is known and may not.</summary>
    public static RingFault Forbidden(string sentence) => Of(ErrorCatalog.Forbidden, sentence);

    /// <summary>For who may not use a namespace.</summary>
    public static RingFault Forbidden(NamespaceName @namespace) => Forbidden(Caller.NotFor(@namespace));

    public override Task WriteAsync(HttpContext http)
    {
        http.RequestServices.GetRequiredService<ILogger<RingFault>>().RequestRefused(
            status < 500, http, new ErrorKind(code, status, sentence), sentence);
        if (_retryAfter is { } seconds)
        {
            http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        OutcomeHeader.Set(http, code, IsOutcomeUnknown);
        return WriteAsync(http, status, code, sentence, violations);
    }

    /// <summary>Writes a failure that was found before it was known whose API the request is for.</summary>
    public static Task WriteAsync(HttpContext http, int status, string code, string sentence, IReadOnlyList<Violation>? violations)
    {
        var body = new Contracts.Ring.RingError(sentence, code) { Violations = violations?.Select(v => new ViolationBody(v.Field, v.Message)).ToArray() };
        return SendAsync(http, status, System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(body, ContractsJson.Wire.RingError));
    }

    private static RingFault Of(ErrorKind kind, string details, bool isOutcomeUnknown = false) => new(kind.Status, kind.Code, details) { IsOutcomeUnknown = isOutcomeUnknown };

    private static string Code(Refusal refusal) => refusal.Subject!.ToUpperInvariant();

    private static string Word(Refusal refusal) => char.ToUpperInvariant(refusal.Subject![0]) + refusal.Subject[1..];
}
