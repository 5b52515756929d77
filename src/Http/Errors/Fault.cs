using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orchestry.Contracts;
using Orchestry.Core.Orchestration;
using Orchestry.Http.Replies;

namespace Orchestry.Http.Errors;

/// <summary>An answer that is not a success, in the one shape they all have.</summary>
internal sealed class Fault(ErrorKind kind, string details, IReadOnlyList<Violation>? violations = null) : Reply
{
    public ErrorKind Kind { get; } = kind;

    public string Details { get; } = details;

    public static Fault From(Refusal refusal) => new(
        ErrorCatalog.For(refusal.Kind),
        refusal.Details,
        refusal.Kind is RefusalKind.InvalidSpec or RefusalKind.ValidationFailed ? refusal.Violations : null);

    public static Fault Invalid(IReadOnlyList<Violation> violations) => From(Refusal.Of(RefusalKind.ValidationFailed, violations));

    public static Fault Invalid(string field, string message) => Invalid([new Violation(field, message)]);

    public override Task WriteAsync(HttpContext http)
    {
        var services = http.RequestServices;
        services.GetRequiredService<ILogger<Fault>>().RequestRefused(Kind.Status < 500, http, Kind, Details);
        var body = new ErrorBody(
            Kind.Sentence, Details, Kind.Code, services.GetRequiredService<TimeProvider>().GetUtcNow(),
            violations?.Select(v => new ViolationBody(v.Field, v.Message)).ToArray());
        return SendAsync(http, Kind.Status, JsonSerializer.SerializeToUtf8Bytes(body, ContractsJson.Wire.ErrorBody));
    }
}
