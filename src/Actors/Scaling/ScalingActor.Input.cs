using Orchestry.Core.Apps;
using Orchestry.Core.Ingress;
using Orchestry.Core.Replicas;
using Orchestry.Core.Scaling;
using Orchestry.Core.Scaling.Schedules;

namespace Orchestry.Actors.Scaling;

/// <summary>This part: what a decision rests on.</summary>
internal sealed partial class ScalingActor
{
    // A replica that is not healthy by then will hardly become so: it must not keep the others from scaling for ever.
    private static readonly TimeSpan LongestScaling = TimeSpan.FromMinutes(10);

    private WatchedApp Watched(AppSnapshot app)
    {
        if (!_watched.TryGetValue(app.Name.Value, out var watched) || watched.CreatedAt != app.CreatedAt)
        {
            // For one that has just come, all that there ever was is known.
            var since = app.CreatedAt > _since ? app.CreatedAt : _since;
            _watched[app.Name.Value] = watched = new WatchedApp(app, _ports.Journal.Term, since);
        }

        return watched;
    }

    private ScalingInput InputOf(AppSnapshot app, WatchedApp watched)
    {
        var others = CountScaling(except: app.Name);
        return new ScalingInput
        {
            Now = _ports.Now,
            Scaling = SchedulePlanner.Effective(app.Scaling, _ports.Now),
            Samples = watched.Samples,
            Desired = app.DesiredReplicas,
            Healthy = app.HealthyReplicas,
            IsStopped = app.Status == AppStatus.Stopped,
            InProgress = app.IsRollingOut ? "a rollout" : IsMoving(app) ? "a scaling" : null,
            ConcurrencyReached = others >= _ports.Options.ScaleMaxConcurrent ? others : null,
            Capacity = CapacityJudge.MostReplicas(app.Spec, _ports.ReadModel.Apps, _ports.Host.Info),
            LastChangedAt = app.LastScaledAt,
            Recommendations = watched.Recommendations,
            ObservedSince = watched.Since,
            CollectionInterval = _ports.Options.MetricsInterval,
            Collected = HasTraffic(app) ? ScalingMetrics.All : ScalingMetrics.Usage,
            Idleness = SinceChange(watched.Idleness, app.LastScaledAt),
            Held = Held(app),
        };
    }

    private int Held(AppSnapshot app) => _ports.Totals.Of(app.Name)?.Held ?? 0;

    /// <summary>Without an ingress nobody counts requests. While no node has said what it has, they are missed rather than passed over.</summary>
    private bool HasTraffic(AppSnapshot app) =>
        app.Spec is { Type: WorkloadType.Http, TrafficPort: not null } && (_ports.Totals.Modes.Count == 0 || _ports.Totals.Modes.Any(m => m != IngressMode.None));

    /// <summary>Whether whatever node a request comes to can hold it; null: no node has said yet.</summary>
    private bool? IngressHolds() => _ports.Totals.Modes is { Count: > 0 } modes ? modes.All(m => m == IngressMode.Embedded) : null;

    /// <summary>Whoever started or scaled it did so to use it: the time before does not count as idle.</summary>
    private static Idleness SinceChange(Idleness idleness, DateTimeOffset? changedAt) =>
        idleness.Since < changedAt ? idleness with { Since = changedAt } : idleness;

    private int CountScaling(AppName except) => _ports.ReadModel.Apps.Count(a =>
        a.Name != except && ((_watched.TryGetValue(a.Name.Value, out var watched) && watched.Asked is not null) || IsScaling(a)));

    /// <summary>Whether its number of replicas was changed and has not come true. One that can't come true without a person does not count.</summary>
    private bool IsScaling(AppSnapshot app) =>
        app.Status == AppStatus.Running
        && _ports.Now - app.LastScaledAt < LongestScaling
        && (app.HealthyReplicas < app.DesiredReplicas || app.Replicas.Any(r => r.Id.Slot > app.DesiredReplicas));

    /// <summary>Whether containers are being made, or those that are too many are being stopped.</summary>
    private static bool IsMoving(AppSnapshot app) =>
        app.Replicas.Any(r => r.Id.Slot > app.DesiredReplicas || (r.Restarts == 0
            && r.Phase is ReplicaPhase.Waiting or ReplicaPhase.Pulling or ReplicaPhase.Creating))
        || Enumerable.Range(1, app.DesiredReplicas).Any(slot => app.Replicas.All(r => r.Id.Slot != slot));
}
