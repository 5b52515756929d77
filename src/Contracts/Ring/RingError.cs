using System.Text.Json.Serialization;

namespace Orchestry.Contracts.Ring;

/// <summary>Every failure of the Ring API.</summary>
/// <param name="Error">What went wrong, in one sentence.</param>
/// <param name="Code">A stable word for programs.</param>
public sealed record RingError(string Error, string Code)
{
    /// <summary>Every broken rule of the request, where that is what is wrong.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ViolationBody>? Violations { get; init; }
}
