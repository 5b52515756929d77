using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Orchestry.Core.Apps;
using Orchestry.Http.Orchestry;
using Orchestry.Http.Replies;

namespace Orchestry.Http.OpenApi;

/// <summary>Serves the API document, made when first asked for: the endpoints don't change while the process runs.</summary>
internal sealed class OpenApiEndpoint(
    [FromKeyedServices(OpenApiEndpoint.Document)] IOpenApiDocumentProvider documents, IReadModel model)
{
    public const string Document = "v1";
    private readonly Lock _gate = new();
    private Task<KeptReply>? _reply;

    public void Map(IEndpointRouteBuilder routes) => routes.MapReply("GET", "/openapi/v1.json", OpenApiOperations.Get, GetAsync);

    private async Task<Reply> GetAsync(HttpContext http)
    {
        Task<KeptReply> reply;
        lock (_gate)
        {
            reply = _reply is null || _reply.IsFaulted ? _reply = MakeAsync() : _reply;
        }

        return await reply.WaitAsync(http.RequestAborted);
    }

    private async Task<KeptReply> MakeAsync()
    {
        var document = await documents.GetOpenApiDocumentAsync(CancellationToken.None);
        using var text = new MemoryStream();
        await document.SerializeAsJsonAsync(text, OpenApiSpecVersion.OpenApi3_1, CancellationToken.None);
        return new KeptReply(text.ToArray(), model);
    }
}
