using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;

namespace Orchestry.Http.OpenApi;

/// <summary>
/// The schema of a body that is read field by field, so that no type has its shape. It is written by hand; tests hold it against the reader, field by
/// field and bound by bound.
/// </summary>
internal sealed class WrittenSchema
{
    private readonly string _file;

    private WrittenSchema(string name, string file) => (Name, _file) = (name, file);

    public static WrittenSchema Application { get; } = new("AppSpec", "application.json");

    public static WrittenSchema Deployment { get; } = new("RingDeploymentSpec", "deployment.json");

    /// <summary>Its name in the API document.</summary>
    public string Name { get; }

    public JsonNode Read()
    {
        using var text = typeof(WrittenSchema).Assembly.GetManifestResourceStream(_file)!;
        return JsonNode.Parse(text)!;
    }

    /// <summary>It as part of an API document.</summary>
    public IOpenApiSchema For(OpenApiDocument document) =>
        OpenApiModelFactory.Parse<OpenApiSchema>(Read().ToJsonString(), OpenApiSpecVersion.OpenApi3_1, document, out _)!;
}
