using Orchestry.Contracts.Health;
using Orchestry.Http.Errors;
using Orchestry.Http.OpenApi;

namespace Orchestry.Http.Orchestry.Health;

/// <summary>What the API document says of health.</summary>
internal static class HealthOperations
{
    public static OperationDoc Get { get; } = new("GetHealth", "Health Management", "Get detailed health of an application")
    {
        Description = "healthy: all that is wanted is ready; degraded: some is; unhealthy: nothing is; stopped: nothing is wanted.",
        Replies = [new(200, "Its health as last seen", typeof(AppHealth), Examples.Health)],
        Errors = [ErrorCatalog.ValidationError, ErrorCatalog.AppNotFound],
    };

    public static OperationDoc Check { get; } = new("CheckHealth", "Health Management", "Probe every running replica now")
    {
        Replies = [new(200, "What was found", typeof(HealthCheckReply), Examples.HealthChecked)],
        Errors = [ErrorCatalog.ValidationError, ErrorCatalog.AppNotFound, ErrorCatalog.DockerError],
    };

    public static OperationDoc System { get; } = new("GetSystemHealth", "System Information", "Get overall system health")
    {
        Description = "Always 200; status says healthy, degraded (no engine, or the ingress at fault) or unhealthy (no database). "
            + "Not rate limited; asked at most once a second.",
        Replies = [new(200, "The system's health", typeof(SystemHealthReply), Examples.System)],
    };
}
