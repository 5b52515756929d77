using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Orchestry.Http.Queries;

namespace Orchestry.Http.Streams;

/// <summary>Where a subscription begins, as every stream is asked for it.</summary>
internal sealed class StreamQuery(HttpContext http, TimeProvider time)
{
    public const int LongestTail = 10_000;
    private const string LastEventId = "Last-Event-ID";

    public QueryReader Parameters { get; } = new(http);

    /// <summary>
    /// Where to go on; false: left out, or refused. A client that reconnects by itself says it in the header, and asks for the rest as it did at first.
    /// </summary>
    /// <param name="parse">Reads a cursor of the stream.</param>
    /// <param name="cursor">The cursor.</param>
    /// <param name="form">What it looks like, to be said of one that can't be read.</param>
    public bool TryAfter<T>(CursorParser<T> parse, [MaybeNullWhen(false)] out T cursor, string form = "")
    {
        var after = Parameters.Text("after");
        var text = http.Request.Headers.TryGetValue(LastEventId, out var header) && header.ToString() is { Length: > 0 } last ? last : after;
        cursor = default;
        if (text is null || parse(text, out cursor))
        {
            return text is not null;
        }

        Parameters.Refuse("after", $"must be the cursor of a message of this stream{form}");
        return false;
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

/// <summary>Reads the cursor of a stream; false for any other text.</summary>
internal delegate bool CursorParser<T>(string text, [MaybeNullWhen(false)] out T cursor);
