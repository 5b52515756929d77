using Microsoft.AspNetCore.Http;

namespace Orchestry.Http.Replies;

/// <summary>A success that is not JSON.</summary>
internal sealed class TextReply(string contentType, byte[] body) : Reply
{
    public override Task WriteAsync(HttpContext http) => SendAsync(http, StatusCodes.Status200OK, body, contentType);
}
