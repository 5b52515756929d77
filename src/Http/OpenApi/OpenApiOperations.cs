namespace Orchestry.Http.OpenApi;

/// <summary>What the API document says of itself.</summary>
internal static class OpenApiOperations
{
    public static OperationDoc Get { get; } = new("GetApiDocument", "System Information", "Get this document")
    {
        Description = "OpenAPI 3.1. Not rate limited.",
        Replies = [new(200, "The document", null, """{ "openapi": "3.1.1" }""")],
    };
}
