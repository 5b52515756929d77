using System.Text.Json.Serialization;
using Orchestry.Core.Engine;

namespace Orchestry.Docker.Images;

/// <summary>One line of the answer to a pull or a build.</summary>
internal sealed record ProgressLine(
    [property: JsonPropertyName("status")] string? Status,
    [property: JsonPropertyName("id")] string? Id,
    [property: JsonPropertyName("progressDetail")] ProgressLine.Detail? Progress,
    [property: JsonPropertyName("error")] string? Error,
    [property: JsonPropertyName("errorDetail")] ProgressLine.ErrorDetails? ErrorDetail)
{
    /// <summary>The failure that ends the work, in the middle of an answer that began with 200.</summary>
    public string? Failure => ErrorDetail?.Message ?? Error;

    public PullProgress ToProgress() => new(Status ?? "", Id, Progress?.Current ?? 0, Progress?.Total ?? 0);

    /// <summary>Bytes of one layer.</summary>
    internal sealed record Detail(
        [property: JsonPropertyName("current")] long Current, [property: JsonPropertyName("total")] long Total);

    /// <summary>A failure in more words.</summary>
    internal sealed record ErrorDetails([property: JsonPropertyName("message")] string? Message);
}
