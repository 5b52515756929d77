using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orchestry.Contracts;
using Orchestry.Core.Access;
using Orchestry.Core.Namespaces;
using Orchestry.Core.Orchestration;
using Orchestry.Http.Legacy;
using Orchestry.Http.Replies;
using Orchestry.Http.Ring;
using Orchestry.Http.Ring.Errors;

namespace Orchestry.Http.Errors;

/// <summary>An answer that is not a success, in the one shape they all have.</summary>
internal sealed class Fault(
    ErrorKind kind, string? details = null, IReadOnlyList<Violation>? violations = null, string? sentence = null) : Reply
{
    public ErrorKind Kind { get; } = kind;

    /// <summary>What went wrong this time; null where the sentence says all.</summary>
    public string? Details { get; } = details;

    /// <summary>The kind's own, but for the one that names the leader.</summary>
    public string Sentence { get; } = sentence ?? kind.Sentence;

    /// <summary>Whether the request may have been carried out all the same.</summary>
    public bool IsOutcomeUnknown { get; init; }

    public static Fault From(Refusal refusal) => new(
        ErrorCatalog.For(refusal.Kind),
        refusal.Details,
        refusal.Kind is RefusalKind.InvalidSpec or RefusalKind.ValidationFailed ? refusal.Violations : null)
    {
        IsOutcomeUnknown = refusal.IsOutcomeUnknown,
    };

    public static Fault Invalid(IReadOnlyList<Violation> violations) => From(Refusal.Of(RefusalKind.ValidationFailed, violations));

    public static Fault Invalid(string field, string message) => Invalid([new Violation(field, message)]);

    /// <summary>For who is known and may not.</summary>
    public static Fault Forbidden(string details) => new(ErrorCatalog.Forbidden, details);

    /// <summary>For who may not use a namespace.</summary>
    public static Fault Forbidden(NamespaceName @namespace) => Forbidden(Caller.NotFor(@namespace));

    public override Task WriteAsync(HttpContext http)
    {
        var services = http.RequestServices;
        services.GetRequiredService<ILogger<Fault>>().RequestRefused(Kind.Status < 500, http, Kind, Details ?? Sentence);
        if (Kind.RetryAfter is { } seconds)
        {
            http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        OutcomeHeader.Set(http, Kind.Code, IsOutcomeUnknown);
        if (Kind != ErrorCatalog.NotLeader && LegacyPaths.Covers(http.Request.Path))
        {
            return LegacyFault.WriteAsync(http, Kind.Status, Details ?? Sentence);
        }

        // Where to find the leader is said in the same words everywhere, so that every client can follow.
        if (Kind != ErrorCatalog.NotLeader && RingPaths.Covers(http.Request.Path))
        {
            return RingFault.WriteAsync(http, Kind.Status, Kind.Code, Details ?? Sentence, violations);
        }

        var body = new ErrorBody(Sentence, Kind.Code, services.GetRequiredService<TimeProvider>().GetUtcNow())
        {
            Details = Details,
            Violations = violations?.Select(v => new ViolationBody(v.Field, v.Message)).ToArray(),
        };
        return SendAsync(http, Kind.Status, JsonSerializer.SerializeToUtf8Bytes(body, ContractsJson.Wire.ErrorBody));
    }
}
