using Microsoft.AspNetCore.Http;

namespace Orchestry.Http.Replies;

/// <summary>A success that has nothing to tell: 204.</summary>
internal sealed class EmptyReply(long revision) : Reply
{
    public override Task WriteAsync(HttpContext http)
    {
        RevisionHeader.Set(http, revision);
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
