using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Orchestry.Contracts;
using Orchestry.Contracts.Ring;
using Orchestry.Http.Bodies;
using Orchestry.Core.Journal;
using Orchestry.Http.Errors;
using Orchestry.Http.Gate;
using Orchestry.Http.Orchestry;
using Orchestry.Http.Replies;
using Orchestry.Http.Ring;

namespace Orchestry.Http.OpenApi;

/// <summary>
/// Writes an endpoint's <see cref="OperationDoc"/> into the API document: parameters, body, replies and errors, with examples.
/// </summary>
internal sealed class OperationDocTransformer : IOpenApiOperationTransformer
{
    public const string Bearer = "bearer";

    private const string Json = "application/json";
    private static readonly string[] BodyTypes = [Json, "application/yaml"];

    /// <summary>What any endpoint may answer.</summary>
    private static readonly ErrorKind[] Everywhere =
    [
        ErrorCatalog.Unauthorized, ErrorCatalog.Forbidden, ErrorCatalog.ForbiddenHost, ErrorCatalog.ForbiddenOrigin, ErrorCatalog.RateLimitExceeded, ErrorCatalog.InternalError,
        ErrorCatalog.NotFound, ErrorCatalog.MethodNotAllowed,
    ];

    /// <summary>What any read may answer that asks for a revision.</summary>
    private static readonly ErrorKind[] Reads = [ErrorCatalog.ValidationError, ErrorCatalog.ClusterNotReady];

    /// <summary>What any write may answer on a node that does not lead.</summary>
    private static readonly ErrorKind[] Writes = [ErrorCatalog.NotLeader, ErrorCatalog.ClusterNotReady, ErrorCatalog.DatabaseError];

    public async Task TransformAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var doc = context.Description.ActionDescriptor.EndpointMetadata.OfType<OperationDoc>().Single();
        operation.OperationId = doc.Id;
        operation.Summary = doc.Summary;
        operation.Description = doc.Description.Length == 0 ? null : doc.Description;
        operation.Tags = new HashSet<OpenApiTagReference> { new(doc.Tag, context.Document) };
        var isRead = doc.IsRead || context.Description.HttpMethod == HttpMethods.Get;
        operation.Parameters =
        [
            .. PathParameters(context.Description.RelativePath!), .. doc.Query.Select(Describe), .. NamespaceParameter(context.Description.RelativePath!),
            .. isRead ? [RevisionParameter()] : Array.Empty<IOpenApiParameter>(),
        ];
        operation.RequestBody = doc.Body is { } body ? await DescribeAsync(body, context, cancellationToken) : null;
        operation.Responses = [];
        foreach (var reply in doc.Replies)
        {
            if (reply.IsEmpty)
            {
                operation.Responses[Key(reply.Status)] = new OpenApiResponse { Description = reply.Description };
                continue;
            }

            var isJson = reply.ContentType == Json;
            var schema = await SchemaAsync(reply, context, cancellationToken);
            operation.Responses[Key(reply.Status)] = new OpenApiResponse
            {
                Description = reply.Description,
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    [reply.ContentType] = new OpenApiMediaType { Schema = schema, Example = isJson ? JsonNode.Parse(reply.Example) : reply.Example },
                },
            };
        }

        var isRing = RingPaths.Covers($"/{context.Description.RelativePath}");
        operation.Security = context.Description.ActionDescriptor.EndpointMetadata.OfType<EndpointAccess>().LastOrDefault() is { Scope: null }
            ? []
            : isRing ? [Secured(context)] : [[], Secured(context)];
        var anywhere = await SchemaAsync(typeof(ErrorBody), context, cancellationToken);
        var error = isRing ? await SchemaAsync(typeof(RingError), context, cancellationToken) : anywhere;
        foreach (var kinds in doc.Errors.Concat(isRead ? Reads : Writes).Concat(Everywhere).Distinct().GroupBy(k => k.Status).OrderBy(g => g.Key))
        {
            // Where the leader is said to be, it is in the same words everywhere.
            var isOfRing = isRing && !kinds.Contains(ErrorCatalog.NotLeader);
            operation.Responses[Key(kinds.Key)] = DescribeErrors([.. kinds], isOfRing ? error : anywhere, isOfRing, isRead);
        }
    }

    private static OpenApiSecurityRequirement Secured(OpenApiOperationTransformerContext context) =>
        new() { [new OpenApiSecuritySchemeReference(Bearer, context.Document)] = [] };

    private static IEnumerable<IOpenApiParameter> NamespaceParameter(string path) => NamesAnApp(path)
        ? [Describe(new QueryDoc(EndpointRouting.NamespaceParameter, QueryType.Text, "The application's namespace") { Default = ResourceKey.DefaultNamespace })]
        : [];

    private static bool NamesAnApp(string path) => path.Contains($"{{{EndpointRouting.AppParameter}}}", StringComparison.Ordinal);

    private static IEnumerable<IOpenApiParameter> PathParameters(string path) => NamesAnApp(path)
        ?
        [
            new OpenApiParameter
            {
                Name = EndpointRouting.AppParameter,
                In = ParameterLocation.Path,
                Required = true,
                Description = "Application name",
                Schema = new OpenApiSchema
                {
                    Type = JsonSchemaType.String, MinLength = 1, MaxLength = 253, Pattern = "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$",
                },
                Example = "my-app",
            },
        ]
        : path.Contains("{id}", StringComparison.Ordinal)
            ?
            [
                new OpenApiParameter
                {
                    Name = "id",
                    In = ParameterLocation.Path,
                    Required = true,
                    Description = "Its id",
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1 },
                },
            ]
            : [];

    private static OpenApiParameter RevisionParameter() => new()
    {
        Name = RevisionHeader.Name,
        In = ParameterLocation.Header,
        Description = "Answer only when the node has seen this revision of the journal, which an earlier answer named",
        Schema = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int64", Minimum = "0" },
    };

    private static OpenApiParameter Describe(QueryDoc query) => new()
    {
        Name = query.Name,
        In = ParameterLocation.Query,
        Description = query.Description,
        Schema = new OpenApiSchema
        {
            Type = query.Type switch
            {
                QueryType.Integer => JsonSchemaType.Integer,
                QueryType.Boolean => JsonSchemaType.Boolean,
                _ => JsonSchemaType.String,
            },
            Minimum = query.Least?.ToString(System.Globalization.CultureInfo.InvariantCulture),
            Maximum = query.Most?.ToString(System.Globalization.CultureInfo.InvariantCulture),
            Enum = query.Words.Count == 0 ? null : [.. query.Words.Select(w => (JsonNode)w)],
            Default = query.Default is not { } given ? null : query.Type == QueryType.Text ? given : JsonNode.Parse(given),
        },
    };

    private static async Task<OpenApiRequestBody> DescribeAsync(
        BodyDoc body, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var content = new Dictionary<string, OpenApiMediaType>();
        foreach (var type in BodyTypes)
        {
            content[type] = new OpenApiMediaType
            {
                Schema = body.Schema is { } written
                    ? Written(written, context.Document!)
                    : await SchemaAsync(body.Type, context, cancellationToken, isAsked: true),
                Example = JsonNode.Parse(body.Example),
            };
        }

        return new OpenApiRequestBody
        {
            Required = body.IsRequired, Description = $"Nests at most {BodyReader.MaxDepth} levels.", Content = content,
        };
    }

    private static OpenApiResponse DescribeErrors(IReadOnlyList<ErrorKind> kinds, IOpenApiSchema schema, bool isRing, bool isRead) => new()
    {
        Description = string.Join("; ", kinds.Select(k => $"{k.Code}: {k.Sentence}")),
        Headers = Headers(kinds, isRead),
        Content = new Dictionary<string, OpenApiMediaType>
        {
            [Json] = new OpenApiMediaType
            {
                Schema = schema,
                Examples = kinds.ToDictionary(k => k.Code, IOpenApiExample (k) => new OpenApiExample { Value = isRing ? ErrorExamples.OfRing(k) : ErrorExamples.Of(k) }),
            },
        },
    };

    private static Dictionary<string, IOpenApiHeader> Headers(IReadOnlyList<ErrorKind> kinds, bool isRead)
    {
        var headers = new Dictionary<string, IOpenApiHeader>();
        if (kinds.Contains(ErrorCatalog.NotLeader))
        {
            headers["Location"] = Header("The same request at the leader", JsonSchemaType.String);
        }

        if (kinds.Any(k => k.RetryAfter is not null) || kinds.Contains(ErrorCatalog.RateLimitExceeded))
        {
            headers["Retry-After"] = Header("Seconds to wait before asking again", JsonSchemaType.Integer);
        }

        if (!isRead && (kinds.Contains(ErrorCatalog.ClusterNotReady) || kinds.Contains(ErrorCatalog.DatabaseError)))
        {
            headers[OutcomeHeader.Name] = Header(
                "What became of the request: it was not carried out and may be sent again, or nobody can say", JsonSchemaType.String,
                OutcomeHeader.Unchanged, OutcomeHeader.Unknown);
        }

        return headers;
    }

    private static OpenApiHeader Header(string description, JsonSchemaType type, params string[] words) => new()
    {
        Description = description,
        Schema = new OpenApiSchema { Type = type, Enum = words.Length == 0 ? null : [.. words.Select(w => (JsonNode)w)] },
    };

    private static async Task<IOpenApiSchema> SchemaAsync(ReplyDoc reply, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var schema = reply.Schema is { } written ? Written(written, context.Document!)
            : reply.ContentType == Json || reply.Type is not null ? await SchemaAsync(reply.Type, context, cancellationToken, or: reply.Or)
            : new OpenApiSchema { Type = JsonSchemaType.String };
        if (reply.Besides.Count == 0)
        {
            return schema;
        }

        var any = new OpenApiSchema { AnyOf = [schema] };
        foreach (var other in reply.Besides)
        {
            any.AnyOf.Add(await SchemaAsync(other, context, cancellationToken));
        }

        return any;
    }

    /// <summary>A named schema where the type has one, so that the document says each thing once.</summary>
    private static async Task<IOpenApiSchema> SchemaAsync(
        Type? type, OpenApiOperationTransformerContext context, CancellationToken cancellationToken, bool isAsked = false, Type? or = null)
    {
        if (type is null)
        {
            return new OpenApiSchema { Type = JsonSchemaType.Object };
        }

        if (type.GetElementType() is { } element)
        {
            return new OpenApiSchema { Type = JsonSchemaType.Array, Items = await SchemaAsync(element, context, cancellationToken) };
        }

        var document = context.Document!;

        if (document.Components?.Schemas?.ContainsKey(type.Name) != true)
        {
            var schema = await context.GetOrCreateSchemaAsync(type, cancellationToken: cancellationToken);
            if (isAsked)
            {
                WireSchema.Relax(schema);
            }

            if (or is not null)
            {
                WireSchema.Merge(schema, await context.GetOrCreateSchemaAsync(or, cancellationToken: cancellationToken));
            }

            document.AddComponent(type.Name, schema);
        }

        return new OpenApiSchemaReference(type.Name, document);
    }

    private static OpenApiSchemaReference Written(WrittenSchema schema, OpenApiDocument document)
    {
        if (document.Components?.Schemas?.ContainsKey(schema.Name) != true)
        {
            document.AddComponent(schema.Name, schema.For(document));
        }

        return new OpenApiSchemaReference(schema.Name, document);
    }

    private static string Key(int status) => status.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
