using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Orchestry.Core.Apps;

namespace Orchestry.Http.Replies;

/// <summary>A success made once from a picture of the read model and sent again for as long as that picture is the current one.</summary>
internal sealed class KeptReply(byte[] body, IReadModel model) : Reply
{
    public static KeptReply Of<T>(T body, JsonTypeInfo<T> type, IReadModel model) =>
        new(JsonSerializer.SerializeToUtf8Bytes(body, type), model);

    public override Task WriteAsync(HttpContext http)
    {
        RevisionHeader.Set(http, model.Revision);
        return SendAsync(http, StatusCodes.Status200OK, body);
    }
}
