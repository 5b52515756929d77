using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
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
            options.ShouldInclude = endpoint => endpoint.ActionDescriptor.EndpointMetadata.OfType<OperationDoc>().Any(d => d.IsInDocument);
            options.AddOperationTransformer<OperationDocTransformer>();
            options.AddSchemaTransformer((schema, context, _) =>
            {
                WireSchema.Correct(schema, context);
                // What a converter writes can't be told from its type.
                if (context.JsonPropertyInfo is { } property && IsUnixSeconds(property))
                {
                    var isOptional = property.PropertyType == typeof(DateTimeOffset?);
                    schema.Type = isOptional && !WireSchema.IsLeftOut(property) ? JsonSchemaType.Number | JsonSchemaType.Null : JsonSchemaType.Number;
                    schema.Format = "double";
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
                document.AddComponent<IOpenApiSecurityScheme>(OperationDocTransformer.Bearer, new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.Http,
                    Scheme = "bearer",
                    Description = "A login (POST /login) or an API token. The Ring API always needs one, the other with AUTH_MODE=required.",
                });
                document.Servers = [new OpenApiServer { Url = "/" }];
                return Task.CompletedTask;
            });
        });
    }

    private static bool IsUnixSeconds(JsonPropertyInfo property) =>
        property.AttributeProvider?.GetCustomAttributes(typeof(JsonConverterAttribute), inherit: true)
            .Any(a => ((JsonConverterAttribute)a).ConverterType == typeof(UnixSecondsConverter)) == true;
}
