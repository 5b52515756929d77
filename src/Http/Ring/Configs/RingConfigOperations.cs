using Orchestry.Contracts.Ring;
using Orchestry.Http.Errors;
using Orchestry.Http.OpenApi;
using Orchestry.Http.Ring.Errors;

namespace Orchestry.Http.Ring.Configs;

/// <summary>What the API document says of configs.</summary>
internal static class RingConfigOperations
{
    private const string Tag = "Configurations";

    private const string Config =
        """{ "id": "app-config", "name": "app-config", "namespace": "production", "data": "{\"database\":{\"host\":\"localhost\",\"port\":5432}}" }""";

    private static readonly ErrorKind[] Bodies =
        [ErrorCatalog.ValidationError, ErrorCatalog.RequestTimeout, ErrorCatalog.PayloadTooLarge, ErrorCatalog.UnsupportedMediaType];

    public static OperationDoc List { get; } = new("ListConfigs", Tag, "List all configurations")
    {
        Query = [new(ResourceBody.NamespaceParameter, QueryType.Text, "Only those of this namespace; may be repeated, with [] behind the name or without")],
        Replies = [new(200, "The configurations", typeof(RingConfig[]), $"[{Config}]")],
        Errors = [ErrorCatalog.ValidationError],
    };

    public static OperationDoc Create { get; } = new("CreateConfig", Tag, "Create a configuration")
    {
        Description = "data is any text of at most 512 KiB. The id is the name, unless a configuration of another namespace had that first. "
            + "The namespace is made where it is missing.",
        Body = new(
            typeof(RingConfigRequest), isRequired: true,
            """{ "name": "app-config", "namespace": "production", "data": "{\"database\":{\"host\":\"localhost\",\"port\":5432}}" }"""),
        Replies = [new(201, "The configuration", typeof(RingConfig), Config)],
        Errors = [.. Bodies, RingErrors.ConfigAlreadyExists],
    };

    public static OperationDoc Get { get; } = new("GetConfig", Tag, "Get a configuration")
    {
        Replies = [new(200, "The configuration", typeof(RingConfig), Config)],
        Errors = [RingErrors.ConfigNotFound],
    };

    public static OperationDoc Update { get; } = new("UpdateConfig", Tag, "Change a configuration's text")
    {
        Description = "Deployments that mount it are moved to the new text one replica at a time, and back if they do not become healthy.",
        Body = new(typeof(RingConfigChange), isRequired: true, """{ "data": "{\"database\":{\"host\":\"db\"}}" }"""),
        Replies = [new(200, "The configuration", typeof(RingConfig), Config)],
        Errors = [.. Bodies, RingErrors.ConfigNotFound],
    };

    public static OperationDoc Remove { get; } = new("DeleteConfig", Tag, "Remove a configuration")
    {
        Description = "One that a deployment mounts can't be removed.",
        Replies = [new(200, "The configuration that was", typeof(RingConfig), Config)],
        Errors = [RingErrors.ConfigNotFound, RingErrors.ConfigInUse],
    };
}
