using System.Text.Json.Serialization;

namespace Orchestry.Contracts;

/// <summary>The body of every answer that is not a success.</summary>
/// <param name="Error">A fixed short sentence, one per code; with NOT_LEADER it ends with the leader's address.</param>
/// <param name="Code">One of <see cref="ErrorCodes"/>.</param>
/// <param name="Timestamp">When it was answered.</param>
public sealed record ErrorBody(
    [property: JsonPropertyOrder(-2)] string Error,
    string Code,
    DateTimeOffset Timestamp)
{
    /// <summary>What went wrong this time; left out where the sentence says all: with NOT_LEADER, NO_LEADER and mostly CLUSTER_NOT_READY.</summary>
    [JsonPropertyOrder(-1)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Details { get; init; }

    /// <summary>Every broken rule; only with INVALID_SPEC and VALIDATION_ERROR.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ViolationBody>? Violations { get; init; }
}

/// <summary>One broken rule.</summary>
/// <param name="Field">Path of the field, such as <c>spec.ports[0].containerPort</c>; empty for the body as a whole.</param>
/// <param name="Message">What is wrong and what would be right.</param>
public sealed record ViolationBody(string Field, string Message);
