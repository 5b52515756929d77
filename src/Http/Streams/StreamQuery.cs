using Microsoft.AspNetCore.Http;
using Orchestry.Http.Queries;

namespace Orchestry.Http.Streams;

/// <summary>Where a subscription begins, as every stream is asked for it.</summary>
internal sealed class StreamQuery(HttpContext http, TimeProvider time)
{
    public const int LongestTail = 10_000;
    private const string LastEventId = "Last-Event-ID";

    public QueryReader Parameters { get; } = new(http);

    /// <summary>Where to go on: a client that reconnects by itself says it in the header, and asks for the rest as it did at first.</summary>
    public string? After()
    {
        var after = Parameters.Text("after");
        return http.Request.Headers.TryGetValue(LastEventId, out var header) && header.ToString() is { Length: > 0 } last ? last : after;
    }

    /// <summary>How much of the past to begin with, and from when on.</summary>
    /// <param name="otherwise">How many messages, where the request says neither.</param>
    public (int? Tail, DateTimeOffset? Since) Beginning(int otherwise)
    {
        var since = Parameters.Since(time.GetUtcNow());
        var tail = Parameters.Integer("tail", 0, LongestTail, -1);
        return (tail >= 0 ? tail : since is null ? otherwise : null, since);
    }
}
