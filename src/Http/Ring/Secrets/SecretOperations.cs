using Orchestry.Contracts.Ring;
using Orchestry.Http.Errors;
using Orchestry.Http.OpenApi;
using Orchestry.Http.Ring.Errors;

namespace Orchestry.Http.Ring.Secrets;

/// <summary>What the API document says of secrets.</summary>
internal static class SecretOperations
{
    private const string Tag = "Secrets";

    private const string Secret =
        """
        {
          "id": "db", "created_at": "2024-01-15T10:00:00Z", "updated_at": "2024-01-15T10:00:00Z", "namespace": "production", "name": "db"
        }
        """;

    private static readonly ErrorKind[] Bodies =
        [ErrorCatalog.ValidationError, ErrorCatalog.RequestTimeout, ErrorCatalog.PayloadTooLarge, ErrorCatalog.UnsupportedMediaType];

    public static OperationDoc List { get; } = new("ListSecrets", Tag, "List all secrets, without their values")
    {
        Query = [new(ResourceBody.NamespaceParameter, QueryType.Text, "Only those of this namespace; may be repeated, with [] behind the name or without")],
        Replies = [new(200, "The secrets", typeof(RingSecret[]), $"[{Secret}]")],
        Errors = [ErrorCatalog.ValidationError],
    };

    public static OperationDoc Create { get; } = new("CreateSecret", Tag, "Create a secret")
    {
        Description = "value is a text, or an object whose fields can be asked for one by one; 1 byte to 512 KiB. No answer ever holds it. "
            + "The namespace is made where it is missing.",
        Body = new(typeof(RingSecretRequest), isRequired: true, """{ "namespace": "production", "name": "db", "value": "s3cret" }"""),
        Replies =
        [
            new(
                201, "The secret", typeof(RingCreatedSecret),
                """{ "id": "db", "created_at": "2024-01-15T10:00:00Z", "namespace": "production", "name": "db" }"""),
        ],
        Errors = [.. Bodies, RingErrors.SecretAlreadyExists],
    };

    public static OperationDoc Get { get; } = new("GetSecret", Tag, "Get a secret, without its value")
    {
        Replies = [new(200, "The secret", typeof(RingSecret), Secret)],
        Errors = [RingErrors.SecretNotFound],
    };

    public static OperationDoc Rotate { get; } = new("RotateSecret", Tag, "Give a secret another value")
    {
        Description = "Deployments that use it are moved to the new value one replica at a time, and back if they do not become healthy.",
        Body = new(typeof(RingSecretChange), isRequired: true, """{ "value": "n3xt" }"""),
        Replies = [new(200, "The secret", typeof(RingSecret), Secret)],
        Errors = [.. Bodies, RingErrors.SecretNotFound],
    };

    public static OperationDoc Remove { get; } = new("DeleteSecret", Tag, "Remove a secret")
    {
        Description = "One that a deployment uses can't be removed but by force; its containers then run on, and no new one can be made.",
        Query = [new("force", QueryType.Boolean, "Whether to remove it although it is used") { Default = "false" }],
        Replies = [new(200, "The secret that was", typeof(RingSecret), Secret)],
        Errors = [ErrorCatalog.ValidationError, RingErrors.SecretNotFound, RingErrors.SecretInUse],
    };
}
