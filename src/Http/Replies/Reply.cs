using Microsoft.AspNetCore.Http;

namespace Orchestry.Http.Replies;

/// <summary>What a request is answered with. A handler returns one and writes nothing itself.</summary>
internal abstract class Reply
{
    protected const string Json = "application/json";

    public abstract Task WriteAsync(HttpContext http);

    /// <summary>Sends a whole body at once, with its length: one write, no chunks.</summary>
    protected static Task SendAsync(HttpContext http, int status, ReadOnlyMemory<byte> body, string contentType = Json)
    {
        var response = http.Response;
        response.StatusCode = status;
        response.ContentType = contentType;
        response.ContentLength = body.Length;
        var sent = response.BodyWriter.WriteAsync(body, http.RequestAborted);
        return sent.IsCompletedSuccessfully ? Task.CompletedTask : sent.AsTask();
    }
}
