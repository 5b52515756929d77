using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Orchestry.Http.Replies;

/// <summary>A success whose body is made for this request.</summary>
internal sealed class JsonReply<T>(T body, JsonTypeInfo<T> type, long? revision = null, int status = StatusCodes.Status200OK) : Reply
{
    public override Task WriteAsync(HttpContext http)
    {
        if (revision is { } known)
        {
            RevisionHeader.Set(http, known);
        }

        return SendAsync(http, status, JsonSerializer.SerializeToUtf8Bytes(body, type));
    }
}
