using System.Text.Json.Serialization;

namespace Orchestry.Contracts;

/// <summary>The body of every answer that is not a success.</summary>
/// <param name="Error">A fixed short sentence, one per code.</param>
/// <param name="Details">What went wrong this time.</param>
/// <param name="Code">One of <see cref="ErrorCodes"/>.</param>
/// <param name="Timestamp">When it was answered.</param>
/// <param name="Violations">Every broken rule; only with INVALID_SPEC and VALIDATION_ERROR.</param>
public sealed record ErrorBody(
    string Error,
    string Details,
    string Code,
    DateTimeOffset Timestamp,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<ViolationBody>? Violations = null);

/// <summary>One broken rule.</summary>
/// <param name="Field">Path of the field, such as <c>spec.ports[0].containerPort</c>; empty for the body as a whole.</param>
/// <param name="Message">What is wrong and what would be right.</param>
public sealed record ViolationBody(string Field, string Message);
