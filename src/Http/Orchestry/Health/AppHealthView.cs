using Orchestry.Contracts.Health;
using Orchestry.Core.Apps;
using Orchestry.Core.Health;
using Orchestry.Core.Replicas;
using Orchestry.Http.Orchestry.Apps;

namespace Orchestry.Http.Orchestry.Health;

/// <summary>An application's health as the API shows it.</summary>
internal static class AppHealthView
{
    public static AppHealth Of(AppSnapshot app) => new(
        app.Name.Value,
        Overall(app),
        app.HealthyReplicas,
        app.DesiredReplicas,
        [.. app.WithContainer().Where(r => r.IsRunning).Select(Of)],
        app.Spec.HealthCheck is { } check ? Of(check) : null);

    /// <summary>
    /// <c>stopped</c>: nothing is wanted. <c>healthy</c>: all that is wanted is ready. <c>unhealthy</c>: nothing is, or a person is needed.
    /// <c>degraded</c>: some are ready, fewer than wanted.
    /// </summary>
    private static string Overall(AppSnapshot app) => app switch
    {
        { Status: AppStatus.Stopped } => "stopped",
        { Status: AppStatus.Error, HealthyReplicas: 0 } => "unhealthy",
        { Status: AppStatus.Running } when app.HealthyReplicas >= app.DesiredReplicas => "healthy",
        { HealthyReplicas: 0 } => "unhealthy",
        _ => "degraded",
    };

    private static ContainerHealth Of(ReplicaSnapshot replica) => new(
        replica.Container!.Value.ShortId,
        replica.Id.Name,
        AppWords.ContainerHealth(replica.Phase),
        replica.LastCheck,
        replica.ConsecutiveFailures,
        replica.ResponseTimeMs is { } ms ? Math.Round(ms, 1) : null,
        replica.LastError);

    private static HealthCheckConfig Of(HealthCheckSpec check) => new(
        check.Protocol == ProbeProtocol.Http ? check.Path : null,
        check.Protocol == ProbeProtocol.Command ? null : check.Port,
        check.Protocol switch { ProbeProtocol.Http => "HTTP", ProbeProtocol.Tcp => "TCP", _ => "COMMAND" },
        check.Period.TotalSeconds,
        check.Timeout.TotalSeconds,
        check.FailureThreshold);
}
