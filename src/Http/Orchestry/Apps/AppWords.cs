using Orchestry.Core.Apps;
using Orchestry.Core.Replicas;

namespace Orchestry.Http.Orchestry.Apps;

/// <summary>The API's words for the states of applications and containers.</summary>
internal static class AppWords
{
    /// <summary>In the order of <see cref="AppStatus"/>.</summary>
    public static IReadOnlyList<string> Statuses { get; } = ["stopped", "running", "error"];

    public static string Of(AppStatus status) => Statuses[(int)status];

    /// <summary>Its namespace; null for the one that nobody names.</summary>
    public static string? Namespace(AppSnapshot app) => app.Spec.Namespace.IsDefault ? null : app.Spec.Namespace.Value;

    /// <summary>What the cluster calls it; null where that is its name.</summary>
    public static string? IdOf(AppSnapshot app) => app.Name == app.Spec.Name ? null : app.Name.Value;

    /// <summary>
    /// Replicas that have a container to show, by slot. One that waits for its turn or its image has none yet; one that is gone has none
    /// any more.
    /// </summary>
    public static IEnumerable<ReplicaSnapshot> WithContainer(this AppSnapshot app) =>
        app.Replicas.Where(r =>
            r.Container is not null && r.Phase is not (ReplicaPhase.Waiting or ReplicaPhase.Pulling or ReplicaPhase.Gone));

    public static string ContainerStatus(ReplicaPhase phase) => phase switch
    {
        ReplicaPhase.Waiting or ReplicaPhase.Pulling or ReplicaPhase.Creating => "creating",
        ReplicaPhase.Starting or ReplicaPhase.Ready or ReplicaPhase.Unready => "running",
        ReplicaPhase.Draining => "stopping",
        _ => "exited",
    };

    /// <summary>Healthy is what may get traffic; a container that is leaving or has ended may not.</summary>
    public static string ContainerHealth(ReplicaPhase phase) => phase switch
    {
        ReplicaPhase.Ready => "healthy",
        ReplicaPhase.Waiting or ReplicaPhase.Pulling or ReplicaPhase.Creating or ReplicaPhase.Starting => "starting",
        _ => "unhealthy",
    };
}
