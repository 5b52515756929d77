using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Orchestry.Contracts;

namespace Orchestry.Http.OpenApi;

/// <summary>Sets the API document up.</summary>
internal static class OpenApiRegistration
{
    public static void AddOrchestryDocument(this IServiceCollection services)
    {
        // The schemas are read from the same rules that write the answers.
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = ContractsJson.Wire.Options.PropertyNamingPolicy;
            json.SerializerOptions.NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.Strict;
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ContractsJson.Default);
        });
        services.AddOpenApi(OpenApiEndpoint.Document, options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.ShouldInclude = endpoint => endpoint.ActionDescriptor.EndpointMetadata.OfType<OperationDoc>().Any();
            options.AddOperationTransformer<OperationDocTransformer>();
            options.AddSchemaTransformer((schema, context, _) =>
            {
                if (context.JsonPropertyInfo?.CustomConverter is UnixSecondsConverter)
                {
                    schema.Type = context.JsonTypeInfo.Type == typeof(DateTimeOffset?) ? JsonSchemaType.Number | JsonSchemaType.Null : JsonSchemaType.Number;
                    schema.Description = "Unix seconds, to the millisecond";
                }

                return Task.CompletedTask;
            });
            options.AddDocumentTransformer((document, _, _) =>
            {
                document.Info = new OpenApiInfo
                {
                    Title = "Orchestry REST API",
                    Version = "v1",
                    Description = "Runs applications on Docker hosts. Every answer that is not a success has the shape of ErrorBody.",
                };
                document.Servers = [new OpenApiServer { Url = "/" }];
                return Task.CompletedTask;
            });
        });
    }
}
