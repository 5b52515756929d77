using System.Text.Json;
using Orchestry.Contracts.Legacy;
using Orchestry.Core.Apps;
using Orchestry.Core.Journal;
using Orchestry.Core.Replicas;
using Orchestry.Http.Orchestry.Apps;
using Orchestry.Http.Orchestry.Metrics;
using Orchestry.Http.Orchestry.Scaling;

namespace Orchestry.Http.Legacy;

/// <summary>Applications and what happened to them, as the dialect shows them.</summary>
internal static class LegacyView
{
    private static readonly JsonElement Nothing = JsonElement.Parse("{}"u8);

    public static LegacyStatus Status(AppSnapshot app) => new(
        app.Spec.Name.Value, Word(app), app.CurrentReplicas, app.HealthyReplicas, [.. app.WithContainer().Where(r => r.Phase < ReplicaPhase.Exited).Select(Of)], Mode(app));

    public static LegacyListEntry Entry(AppSnapshot app) => new(
        app.Spec.Name.Value, Word(app), app.CurrentReplicas, app.HealthyReplicas, Mode(app), app.Spec.Image, Seconds(app.CreatedAt), Seconds(app.UpdatedAt));

    public static LegacyFigures Figures(AppSnapshot app) => new(
        Shown.Of(app.Metrics?.Rps), Shown.Of(app.Metrics?.LatencyP95Ms), app.Metrics?.Connections, Shown.Of(app.Metrics?.CpuPercent),
        Shown.Of(app.Metrics?.MemoryPercent), app.HealthyReplicas, app.CurrentReplicas);

    public static LegacyEvent Of(StoredEvent stored) => new(
        stored.Revision, stored.Event.Application, stored.Event.Reason, stored.Event.Message,
        stored.Event.Details is { } details ? JsonElement.Parse(details) : Nothing, Seconds(stored.Event.At));

    public static double Seconds(DateTimeOffset at) => at.ToUnixTimeMilliseconds() / 1000.0;

    private static string Word(AppSnapshot app) => (app.HealthyReplicas, app.CurrentReplicas) switch
    {
        ( > 0, _) => "running",
        (_, > 0) => "degraded",
        _ => "stopped",
    };

    private static string Mode(AppSnapshot app) => ScalingView.Modes[(int)app.Scaling.Mode];

    private static LegacyInstance Of(ReplicaSnapshot replica) => new(
        replica.Container!.Value.ShortId,
        replica.Address,
        replica.Port,
        replica.Phase switch
        {
            ReplicaPhase.Ready => "ready",
            ReplicaPhase.Unready => "unhealthy",
            ReplicaPhase.Draining => "stopping",
            _ => "starting",
        },
        replica.ConsecutiveFailures);
}
