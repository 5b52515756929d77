using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orchestry.Contracts;
using Orchestry.Contracts.Health;
using Orchestry.Core.Apps;
using Orchestry.Core.Health;
using Orchestry.Core.Ingress;
using Orchestry.Core.Settings;
using Orchestry.Http.Orchestry.Apps;
using Orchestry.Http.Replies;

namespace Orchestry.Http.Orchestry.Health;

/// <summary>The controller's own health and that of the parts it stands on.</summary>
internal sealed class SystemHealthEndpoints(RecentSystemHealth health, IReadModel model, IControllerConfig config, TimeProvider time)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapReply("GET", "/health", HealthOperations.System, GetAsync);

    private async Task<Reply> GetAsync(HttpContext http)
    {
        var revision = model.Revision;
        var counts = AppCounts.Of(model.Apps);
        var found = await health.GetAsync(http.RequestAborted);
        var reply = new SystemHealthReply(
            Status(found),
            time.GetUtcNow(),
            config.Current.Version,
            (long)found.Uptime.TotalSeconds,
            new SystemComponents(
                new DatabaseComponent(Word(found.Database), Rounded(found.DatabaseResponseMs), found.Database.Error),
                new DockerComponent(Word(found.Engine), found.ContainersRunning, found.Engine.Error),
                new NginxComponent(Word(found.Ingress), found.Ingress.ActiveRoutes, found.Ingress.Fault)),
            new ApplicationCounts(counts.Total, counts.Running, counts.Stopped, counts.Error));
        return new JsonReply<SystemHealthReply>(reply, ContractsJson.Wire.SystemHealthReply, revision);
    }

    /// <summary>Without the engine what runs goes on and can be read, and an ingress at fault serves what it served; without the database no wish can be taken.</summary>
    private static string Status(SystemHealth found) =>
        !found.Database.IsHealthy ? "unhealthy"
        : found.Engine.IsHealthy && found.Ingress.Fault is null ? "healthy"
        : "degraded";

    private static string Word(ComponentHealth part) => part.IsHealthy ? "healthy" : "unhealthy";

    private static string Word(IngressState ingress) => ingress.Mode switch
    {
        IngressMode.Embedded => "embedded",
        IngressMode.Nginx => ingress.Fault is null ? "healthy" : "unhealthy",
        _ => "disabled",
    };

    private static double? Rounded(double? milliseconds) => milliseconds is { } ms ? Math.Round(ms, 1) : null;
}
