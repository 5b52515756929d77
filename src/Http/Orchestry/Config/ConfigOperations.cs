using Orchestry.Contracts.Config;
using Orchestry.Http.Errors;
using Orchestry.Http.OpenApi;

namespace Orchestry.Http.Orchestry.Config;

/// <summary>What the API document says of the configuration.</summary>
internal static class ConfigOperations
{
    public static OperationDoc Get { get; } = new("GetConfiguration", "Configuration Management", "Get the configuration in force")
    {
        Description = "Host and port of the database are null for the embedded one. Times are in seconds.",
        Replies = [new(200, "The configuration", typeof(ConfigBody), Examples.Config)],
    };

    public static OperationDoc Update { get; } = new(
        "UpdateConfiguration", "Configuration Management", "Change the configuration of the next start")
    {
        Description = "Only what is named changes. The answer shows what the next start will find.",
        Body = new(typeof(ConfigChange), isRequired: true, Examples.ConfigChange),
        Replies = [new(200, "The configuration the next start will find", typeof(ConfigChangedReply), Examples.ConfigChanged)],
        Errors =
        [
            ErrorCatalog.ValidationError, ErrorCatalog.RequestTimeout, ErrorCatalog.PayloadTooLarge, ErrorCatalog.UnsupportedMediaType,
            ErrorCatalog.DatabaseError,
        ],
    };
}
