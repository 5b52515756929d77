using Orchestry.Contracts.Ring;
using Orchestry.Http.Errors;
using Orchestry.Http.OpenApi;
using Orchestry.Http.Ring.Errors;

namespace Orchestry.Http.Ring.Namespaces;

/// <summary>What the API document says of namespaces.</summary>
internal static class NamespaceOperations
{
    private const string Tag = "Namespaces";

    private const string Namespace =
        """{ "id": "production", "name": "production", "created_at": "2024-01-15T10:00:00Z", "updated_at": "2024-01-15T10:00:00Z" }""";

    public static OperationDoc List { get; } = new("ListNamespaces", Tag, "List all namespaces")
    {
        Description = "Those that were created, those that something is in, and default, which always is.",
        Replies = [new(200, "The namespaces", typeof(RingNamespace[]), $"[{Namespace}]")],
    };

    public static OperationDoc Create { get; } = new("CreateNamespace", Tag, "Create a namespace")
    {
        Description = "Deployments, configurations and secrets make theirs by the way.",
        Body = new(typeof(RingNamespaceRequest), isRequired: true, """{ "name": "production" }"""),
        Replies = [new(201, "The namespace", typeof(RingNamespace), Namespace)],
        Errors =
        [
            ErrorCatalog.ValidationError, ErrorCatalog.RequestTimeout, ErrorCatalog.PayloadTooLarge, ErrorCatalog.UnsupportedMediaType,
            RingErrors.NamespaceAlreadyExists,
        ],
    };

    public static OperationDoc Get { get; } = new("GetNamespace", Tag, "Get a namespace")
    {
        Replies = [new(200, "The namespace", typeof(RingNamespace), Namespace)],
        Errors = [RingErrors.NamespaceNotFound],
    };

    public static OperationDoc Remove { get; } = new("DeleteNamespace", Tag, "Remove a namespace")
    {
        Description = "One that something is in can't be removed, nor can default.",
        Replies = [new(200, "The namespace that was", typeof(RingNamespace), Namespace)],
        Errors = [RingErrors.NamespaceNotFound, RingErrors.NamespaceInUse],
    };
}
