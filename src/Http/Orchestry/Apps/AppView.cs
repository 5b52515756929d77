using Orchestry.Contracts.Apps;
using Orchestry.Core.Apps;
using Orchestry.Core.Metrics;
using Orchestry.Core.Replicas;
using Orchestry.Http.Orchestry.Metrics;

namespace Orchestry.Http.Orchestry.Apps;

/// <summary>An application as the API shows it.</summary>
internal static class AppView
{
    public static AppDetail Of(AppSnapshot app) => new(
        app.Spec.Name.Value,
        AppWords.Of(app.Status),
        app.Status == AppStatus.Error || app.IsAsleep || app.JobOutcome is not null || app.StopCause is not null ? app.StatusReason : null,
        new ReplicaCounts(app.CurrentReplicas, app.DesiredReplicas, app.HealthyReplicas),
        Of(app.Metrics),
        app.CreatedAt,
        app.UpdatedAt,
        app.LastScaledAt,
        [.. app.WithContainer().Select(Of)],
        AppWords.Namespace(app),
        AppWords.IdOf(app));

    private static AppMetrics Of(MetricSample? sample) => sample is null
        ? AppMetrics.Unknown
        : new AppMetrics(
            Shown.Of(sample.CpuPercent), Shown.Of(sample.MemoryPercent), Shown.Of(sample.Rps), Shown.Of(sample.LatencyP95Ms), sample.Connections);

    private static ContainerDetail Of(ReplicaSnapshot replica) => new(
        replica.Container!.Value.ShortId,
        replica.Id.Name,
        replica.Address,
        replica.Port,
        AppWords.ContainerStatus(replica.Phase),
        AppWords.ContainerHealth(replica.Phase),
        replica.StartedAt);
}
