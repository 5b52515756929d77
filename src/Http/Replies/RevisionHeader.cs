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

    public static void Set(HttpContext http, long revision) =>
        http.Response.Headers[Name] = revision.ToString(CultureInfo.InvariantCulture);
}
