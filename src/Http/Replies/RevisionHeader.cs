using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Orchestry.Http.Replies;

/// <summary>
/// <c>X-Orchestry-Revision</c>: on a write the journal revision of its result, on a read the revision the answering node had seen. A
/// client that wants to read its own write sends the former with the read, and the node waits until it has seen it.
/// </summary>
internal static class RevisionHeader
{
    public const string Name = "X-Orchestry-Revision";

    /// <summary>
    /// Notes what the node has seen before a read looks at anything. Its answer is then told to be of that: the model may move on between the look and
    /// the answer, which may be newer than it says, and never older.
    /// </summary>
    public static void Note(HttpContext http, long revision) => http.Features.Set(new Seen(revision));

    public static void Set(HttpContext http, long revision)
    {
        var told = http.Features.Get<Seen>() is { } seen ? Math.Min(seen.Revision, revision) : revision;
        http.Response.Headers[Name] = told.ToString(CultureInfo.InvariantCulture);
    }

    private sealed record Seen(long Revision);
}
